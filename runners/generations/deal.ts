/**
 * Deals out so many things to so many hands, one each in every round, and each round begins with the next hand: neighbours are apart, and so are
 * things that come in turns, such as the episodes of champion and challenger. Returns what each hand gets.
 */
export function deal(things: readonly number[], hands: number): number[][] {
  const dealt: number[][] = Array.from({ length: hands }, () => []);
  things.forEach((thing, k) => dealt[(k + Math.floor(k / hands)) % hands].push(thing));
  return dealt;
}
