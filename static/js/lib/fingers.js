// How this device is handled: what is told of a way to do something is a way that there is.

/** Whether fingers are all there is: no pointer that can hover, and most likely no keys. */
export const fingers = () => matchMedia("(hover: none) and (pointer: coarse)").matches;
