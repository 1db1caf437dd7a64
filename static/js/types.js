// Shapes that cross a border between modules. Nothing runs here.

/** @typedef {{tag: string, attributes: Record<string, Value>, children: (Tree | string)[]}} Tree an element as data */
/** @typedef {string | number | boolean | null | undefined} Value of an attribute; null, undefined and false leave it out */

/** @typedef {{id: number, text: string, known: boolean, start: number, end: number, row?: number[]}} Token what is read at a step, and the
 *   numbers where it is numbers */
/** @typedef {{id: number, text: string, probability: number | null, value?: number}} Likely a word or label and its probability, or the
 *   name of a number and that number */
/** @typedef {{id: number, text: string, probability: number, rank: number}} Actual */
/** @typedef {{top: Likely[], actual: Actual | null}} Prediction best first */
/** @typedef {Record<string, {size: number, values: Float32Array}>} Nodes node id → T vectors of `size`, one after the other */

/** @typedef {object} Trace
 * @property {string} model
 * @property {string} cell
 * @property {Token[]} tokens
 * @property {Nodes[]} layers
 * @property {Prediction[]} predictions
 * @property {Backwards} [gradient] its vectors are gradients
 */

/** What is read and what is said after each token. @typedef {Pick<Trace, "tokens" | "predictions">} Reading */

/** What a figure of gradients says of itself: of which answer L after which step, how large the largest
 * may be, and how that is told.
 * @typedef {{asked: number, full: number, answer: string, value: number, say: Speech["say"], tell: (value: number) => string}} Backwards
 */

/** @typedef {{id: string, op: string, inputs: string[], weights: Record<string, string>, bias: string | null,
 *   learned: boolean, gate: string | null, formula: string, line: number | null, scale: string}} CellNode */
/** @typedef {{name: string, nodes: CellNode[], carry: Record<string, string>, memory: string, rows: string[], source: string}} Cell */

/** @typedef {{unit: number, weight: number, value: number, product: number}} Term */
/** @typedef {{node: string, weight: string | null, sum: number, terms: Term[]}} Part */
/** @typedef {{t: number, layer: number, node: string, unit: number, op: string, parts: Part[], bias: {name: string, value: number} | null,
 *   net: number | null, value: number, residual: number}} Explanation one number taken apart, as the API does it */

/** @typedef {{gradient_input: number[], integrated: number[], whole: number, gap: number, relative: number | null, points: number}} Attribution */
/** @typedef {{t: number, layer: number, node: string, unit: number}} Spot one number of a trace */
/** @typedef {Spot & {gradient: number, difference: number, gap: number}} Check */
/** The gradients of an answer, as the API tells them; one that is a value has no text and no probability.
 * @typedef {{model: string, cell: string, t: number, target: {id: number, text: string | null, probability: number | null}, value: number, layers: Nodes[],
 *   norms: {nodes: Record<string, number[]>, together: number[]}, attribution: Attribution | null, check: Check | null}} Gradient
 */

/** @typedef {{x: number, y: number, width: number, height: number, r: number}} Rect */
/** @typedef {{x: number, y: number, r: number}} Circle */
/** @typedef {{kind: "layer" | "op", sign: string, x: number, y: number, rx: number, ry: number}} Box */
/** @typedef {{along: "x" | "y", x: number, y: number, length: number}} Strip */
/** @typedef {{node: string, x: number, y: number, anchor: string, small?: boolean}} Label */
/** @typedef {{d?: string, x?: number, y?: number, width?: number, height?: number, name: {x: number, y: number, anchor: string}}} Frame of a gate,
 *   a path where a rectangle would hold operations of another gate, too */
/** @typedef {{carries: string[], edges: string[], d: string, head?: boolean, bridge?: [number, number], width?: number}} Wire */
/** @typedef {{cell: string, width: number, height: number, pitch: number, body: Rect, past: Rect, future: Rect, through: number[],
 *   circles: Record<string, Circle>,
 *   lookup: {x: number, y: number, width: number, height: number}, gates: Record<string, Frame>,
 *   boxes: Record<string, Box>, strips: Record<string, Strip>, labels: Label[], wires: Record<string, Wire>}} Placement */

/** @typedef {{text: string, inputs?: number[][], targets?: number[], t: number, stop: string | null, word: number | null, unit: number, note: Record<string, string>}} Example */
/** @typedef {{kind: "next_token"} | {kind: "class", labels: (Record<string, string> & {id: string})[]}
 *   | {kind: "value", names: Record<string, string>[], asked?: "each"}} Answer what a network says at each step */
/** @typedef {Record<string, string> & {id: string} & {low: number, high: number}} Channel one of the numbers that are read at each step */
/** @typedef {{name: string, title: Record<string, string>, task: string, line?: Record<string, string>, language: string | null, cell: string,
 *   layers: number, hidden: number, size: number, parameters: number, largest_x: number,
 *   answer: Answer, inputs?: Channel[], classes: Record<string, string[]>, examples: Example[], vocabulary: string[],
 *   tokenizer: {kind: string, aliases: Record<string, string>}, distraction?: Distraction}} Card */
/** @typedef {{asked: string, clauses: {text: string, name: string}[]}} Distraction clauses that mention another country, and the
 *   class of the word that the clause after them asks for */

/** @typedef {{layer: number, unit: number, explained: number, explained_asked: number, carries: boolean, gate: number | null,
 *   kept: number | null, output: number | null, output_asked: number | null}} UnitFacts */
/** @typedef {{units: number, accuracy: number, gate: number | null, kept: number | null, output: number | null,
 *   output_asked: number | null}} GroupFacts */
/** @typedef {{accuracy: number, low: number, high: number}} Accuracy */
/** @typedef {{cell: string, recurrent: "orthogonal" | "uniform", bias: number | null, ratios: number[]}} FreshGradient */
/** What a network of the task memory remembers, as the API measures it.
 * @typedef {{model: string, cell: string, sentences: number, gap: number, state: "c" | "h", gate: string | null, threshold: number,
 *   units: UnitFacts[], carrying: GroupFacts | null, others: GroupFacts | null,
 *   readout: {chance: number, measured: number, lags: number[], states: Record<string, Accuracy[]>},
 *   gradient: {trained: number[], fresh: FreshGradient[], networks: number, hidden: number}}} Facts
 */

/** What the output layer makes of a vector; a stretch where it never learned to read it.
 * @typedef {{node: string, stretch: boolean, prediction: {top?: Likely[], value?: number[]}}} Decoded
 */

/** @typedef {Record<string, [string, string]>} Letters node id → letter and index */
/** @typedef {Record<"article" | "pytorch", Letters>} Notation */
/** @typedef {Record<string, string>} Words the locale */
/** @typedef {{tag: string, language: string, say: (key: string, params?: Record<string, unknown>) => string,
 *   percent: (share: number | null) => string, knows: (key: string) => boolean}} Speech */

/** @typedef {{code: string, message: string, params: Record<string, unknown>}} Problem */

/** What moves: a whole step, one operation, a step back, what a swap has changed, a sign of the legend,
 * a row of the embedding.
 * @typedef {"token" | "operation" | "back" | "swap" | "layer" | "op" | "transfer" | "merge" | "copy" | "lookup" | null} Move
 */

/** Units of a node (all where null) held from step t to `until` (the end where null): at a value, at their value of a step, with
 * something added, or as they are in another sentence.
 * @typedef {{node: string, layer: number, units: number[] | null, t: number, until: number | null,
 *   how: "value" | "step" | "add" | "like", to: number | string}} Hold
 */
/** The same as the API takes it.
 * @typedef {{node: string, layer: number, units: number[] | null, t: number, until: number | null,
 *   value?: number | number[], step?: number, add?: number}} WireHold
 */
/** What of a hold's answer is said: of a value that, of all others how likely it is.
 * @typedef {{probability: number | null, log_odds: number | null, value: number | null}} Said
 */
/** The same holds on units chosen at random.
 * @typedef {{at: number, id: number | null, text: string | null, without: Said, held: Said, draws: Said[], as_much: number | null}} Control
 */

/** What one of two sentences says, and the log-odds or the value of that.
 * @typedef {{text: string | null, measure: number}} ScanEnd
 */
/** How a scan begins: what of how many places it tells, and the answers between which the log-odds move.
 * @typedef {{layer: number, at: number, nodes: string[], steps: number[], total: number, own: ScanEnd, source: ScanEnd}} ScanHead
 */

/** How the network is asked: what it makes of a text, under holds if there are any.
 * @typedef {(text: string, signal: AbortSignal, hold?: WireHold[]) => Promise<Trace>} Read
 */

/** What does not change while a page is open.
 * @typedef {{cell: Cell, place: Placement, notation: Notation, speech: Speech, read: Read}} Setting
 */

/** What a pane beside the page's own shows differently: another model, another sentence, a moment that stays.
 * @typedef {{model?: string, text?: string, t?: number, stop?: string | null}} Pane
 */

/** A sentence that is covered until the reader has bet: on the next word or on a gate's selected unit; `asked` counts how often
 * going on without a bet was tried.
 * @typedef {{on: string, text: string, whole: Trace, asked: number}} Bet
 */

/** What is on screen.
 * @typedef {object} State
 * @property {Card} card
 * @property {string} text what the reader wants to be read
 * @property {string} read what was read: the text of `trace`, another one than `text` while `status` is not "ready"
 * @property {Trace} trace what the network made of it
 * @property {number} t
 * @property {string | null} stop the operation looked at, null when the step is complete
 * @property {number} layer the one that is unfolded, from 0
 * @property {number} unit
 * @property {string} vector the one in the heatmap
 * @property {"auto" | "light" | "dark" | "projector"} theme
 * @property {keyof Notation} notation
 * @property {"ready" | "reading" | "slow" | "failed"} status
 * @property {Problem | null} problem
 * @property {"word" | "operation"} by what playing goes on by
 * @property {Move} move the motion by which the picture catches up with the place, null at rest
 * @property {number} ms of the motion, at speed 1
 * @property {boolean} running the clock goes; a motion that was paused stands at its `ms`
 * @property {boolean} playing when the motion is over, the next begins
 * @property {number} speed
 * @property {boolean} fresh nothing was moved yet: the page stands at the moment it opened with
 * @property {number | null} key the token that the answer hangs on, where one is known
 * @property {{word: string, trace: Trace} | null} swapped the word just put in another's place, and the trace before that
 * @property {boolean} outlines the gates are framed
 * @property {string | null} inside the node that one points at inside the figure, and that the caption speaks of
 * @property {boolean} letters single letters are keys
 * @property {readonly Hold[]} holds what is held in `trace`
 * @property {readonly Hold[]} wanted what the reader wants to be held: other than `holds` while it is not read
 * @property {Trace | null} unheld what the network made of it without holds, where there are any
 * @property {string | null} panel what is open below the heatmap
 * @property {string | null} timeline what the timeline shows, as an address has it; null for what it shows at first
 * @property {string | null} number the node whose selected unit is taken apart
 * @property {number} asked the step whose answer is gone back from
 * @property {string | null} target what of it: a word, a label or the place of a value; null for the likeliest
 * @property {{of: Trace, found: Gradient, seen: Trace} | null} backward what was found out about it: of what was read, the
 *   gradients, and the same as a trace that the stage can show
 * @property {string | null} source the sentence whose numbers are put into this one; null for the same with another word
 * @property {string | null} scanned what was scanned with it: step and layer, and the place that was looked into; null for nothing
 * @property {string | null} sampling how the text goes on when it goes on by itself, as sampling.js writes it
 * @property {Bet | null} bet what is bet on; `trace` and `read` then end where it is covered
 * @property {boolean} held a hand is on a number that is read: the address waits until it lets go
 * @property {readonly Pane[]} panes what is compared with it, none at first
 */

export {};
