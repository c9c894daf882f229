// Package guided gives a SAM mask decoder the two guidances of PerSAM.
//
// A decoder exported with Segment Anything's own script takes prompts and
// returns the mask it likes best. [Rewrite] edits that graph so that it also
// takes what the paper (arXiv 2305.03048, section 3.2) adds:
//
//   - target-guided attention: in the token-to-image attention of every block,
//     softmax(QK/sqrt d) becomes softmax(softmax(QK/sqrt d) + S);
//   - target-semantic prompting: the target embedding is added to the prompt
//     and output tokens, which are both queries and positional terms, again to
//     the queries of every later block, and once more to the final query;
//
// and returns all four low-resolution masks with their predicted IoU.
//
// The graph is matched by its structure, never by names, which differ between
// exporters. A graph that does not have the structure is refused with
// [ErrStructure] and the reason: nothing is guessed.
package guided
