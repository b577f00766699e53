"""What the help says of the network's diagram."""

from __future__ import annotations

EXPLANATION = """
# The network

Inputs stand on the left, then one column a layer, the outputs on the right. Each **node** shows its label and its
value: an input `x`, a hidden neuron's activation `h`, or a prediction `ŷ`. Below it, or in its frame, stands its
**bias**, if there is room; a layer without biases shows none. The caption under a column is the layer's activation.

Each **edge** is a weight. `━` **solid blue is plus, `┅` dashed orange is minus,** thin grey is 0 or not known. It is
thicker and brighter the larger |w| is; the legend in the lower frame says how large the thickest one is. Small
networks have each weight written on its edge. Among many edges only the strongest into each layer are drawn, and the
legend says how many. To recompute a neuron, add up value × weight over the edges that arrive, add its bias, and apply
the activation.

## Keys

- `↑` `↓` select a neuron, `shift+←` `shift+→` or `<` `>` go to the layer before or after, `shift+↓` `shift+↑` or `j`
  `k` to the weights that arrive at the neuron, one after the other; the mouse selects either. `escape` selects
  nothing. `←` and `→` go on stepping.
- `m` changes what edges show: **weights**, **contributions** w·h, or **gradients** ∂w; the title names it.
- `x` changes strokes: dots of braille, or half blocks. Thin edges are dots in both.
- `a` chooses what moves: slow runs, single steps too, or nothing.

**Selected** is what has a double frame, `◆` or a reversed text. The edges into it and out of it stand out while all
others are thin and dim. A panel shows its z, h, δ, bias, the bias's gradient `∂` and its last change `Δ`; of an edge
the weight, gradient, last change, and its contribution: the weight the pass used, which is w − Δw after an update,
times what came in. The same parameter is selected in the parameters pane, where `enter` edits and `f` freezes it, and
the worksheet shows how it comes about.

**Contributions** add up to z with the bias written at the neuron, both as the pass used them. **Gradients** are
∂loss/∂w of the last example alone, without penalty; the biases' stand in their places.

**Pictures** in the nodes show what a neuron computes over the data's range: over two inputs a map, the first input to
the right and the second upwards, blue for high and orange for low; over one input a curve. Of sigmoid, tanh and softmax
the activation's limits are the ends of the scale, otherwise ± the largest |h| of the picture. With more than two inputs
there are none, as holding the others still would show little of what the neuron does. While training runs they are
drawn at most every 0.4 seconds, and where rows or columns are short they give way to the numbers.

## Which numbers are these?

Values come from the last example's pass, and so do the target `y` and the loss. If that step ended in an update,
weights and biases are already those after it, while the values were computed before it: the title says so. Before the
first step nodes show `·`. Numbers have up to four significant digits here; the panel and the parameters pane have more.

A node's **fill** is stronger the larger |h| is: for sigmoid, tanh and softmax against the activation's limit 1,
otherwise against the largest |h| of its layer (for inputs, the largest |x|). The fill only decorates.

**Operation by operation** (`.` forwards, `,` back) a step's numbers appear one after the other, and the title names the
operation just done. What is not computed yet is `·`. A node shows its pre-activation `z` first and then `h`; going
back, `δ` = ∂loss/∂z stands in its frame. What the operation is about is lit: **heavy frames** or `◉` for nodes, full
brightness for edges while the others are dim, with `▸` where z arrives and `◂` where δ arrives. At the gradients of a
layer, its edges and biases show theirs, `∂w1`, in the place of the values.

**In motion**: running at up to ten examples a second, each step is shown like that in one go: layer by layer forwards,
the loss, δ backwards, and then all edges light up for the update, until which they show the weights before it. It is
only a picture: training is never held up, and any key shows the latest at once. Where the terminal's owner wants no
animation (`TEXTUAL_ANIMATIONS=none`) nothing moves.

**Health**, while paused: `†` marks a **dead** ReLU neuron, z ≤ 0 for every example, so that no gradient reaches its
weights. `≈` marks a **saturated** one: for 95 % of the examples σ is below 0.01 or above 0.99, or tanh beyond ±0.98,
where h′ is near 0 and learning slow. Of big data sets 1,000 evenly spread examples are looked at.

For classes, `✓` or `✗` stands beside the prediction that decides. Where data are scaled, nodes have the scaled value,
as the network sees it, and `= 5.1` is the value in the file. Where a layer has more neurons than fit, its middle is
folded: `⋮ 52 more` says how many neurons are left out, and dotted grey lines stand for their edges. Where there are
more layers than fit, the middle ones are folded: `⋯ 8 layers`.
"""
