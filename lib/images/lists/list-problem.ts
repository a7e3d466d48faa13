/** What is wrong with a signed list, in a sentence that says where. Everything that reads one throws it and nothing else. */
export class ListProblem extends Error {
  override readonly name = 'ListProblem';
}
