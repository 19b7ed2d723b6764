package io.meridian.tsdb.merge;

/**
 * Merges sorted sources with one comparison a level: a tournament in which every inner node keeps
 * the source that lost there, so that the next winner is found by replaying one path from its leaf
 * to the root.
 *
 * <p>Sources are numbered from 0; the tree knows their order only. Of two equal ones the lower
 * number wins. Use:
 *
 * <pre>
 *   for (tree.reset(sources); tree.winner() != LoserTree.NONE; ) {
 *     … take the winner's head …
 *     if (winner moved on) tree.moved(); else tree.ended();
 *   }
 * </pre>
 *
 * <p>Used by one thread at a time; allocates only when it is reset to more sources than ever.
 */
public final class LoserTree {
  /** The winner when every source has ended. */
  public static final int NONE = -1;

  /** The order of the sources' heads. */
  @FunctionalInterface
  public interface Order {
    /**
     * Compares the heads of two sources that have not ended.
     *
     * @return a negative number, zero or a positive number as the first comes before, is equal to
     *     or comes after the second
     */
    int compare(int source, int other);
  }

  private final Order order;
  private int sources;
  private int winner = NONE;
  // Node i has the children 2i and 2i + 1; leaf of source s is node sources + s. Node 1 is the top.
  private int[] losers = {};
  private int[] winners = {};

  public LoserTree(Order order) {
    this.order = order;
  }

  /** Starts over with sources 0 … {@code count} − 1, all of which have a head. */
  public void reset(int count) {
    room(count);
    for (int source = 0; source < count; source++) {
      winners[count + source] = source;
    }
    play();
  }

  /** Starts over with those of sources 0 … {@code count} − 1 that have a head. */
  public void reset(int count, boolean[] live) {
    room(count);
    for (int source = 0; source < count; source++) {
      winners[count + source] = live[source] ? source : NONE;
    }
    play();
  }

  private void room(int count) {
    if (losers.length < count) {
      losers = new int[count];
      winners = new int[2 * count];
    }
    sources = count;
  }

  private void play() {
    for (int node = sources - 1; node > 0; node--) {
      int left = winners[2 * node];
      int right = winners[2 * node + 1];
      boolean rightWins = beats(right, left);
      winners[node] = rightWins ? right : left;
      losers[node] = rightWins ? left : right;
    }
    winner = sources == 0 ? NONE : winners[1];
  }

  /** The source whose head comes first, or {@link #NONE}. */
  public int winner() {
    return winner;
  }

  /** Says that the winner has another head now. */
  public void moved() {
    replay(winner);
  }

  /** Says that the winner has no further head. */
  public void ended() {
    replay(NONE);
  }

  private void replay(int contender) {
    for (int node = (sources + winner) >> 1; node > 0; node >>= 1) {
      int rival = losers[node];
      if (beats(rival, contender)) {
        losers[node] = contender;
        contender = rival;
      }
    }
    winner = contender;
  }

  /**
   * The source that would win if the winner had ended, or {@link #NONE}: the best of the losers on
   * the winner's path. As long as the winner's heads come before that one's, no replay is needed.
   */
  public int runnerUp() {
    int best = NONE;
    for (int node = (sources + winner) >> 1; node > 0; node >>= 1) {
      if (beats(losers[node], best)) {
        best = losers[node];
      }
    }
    return best;
  }

  private boolean beats(int source, int other) {
    if (source == NONE) {
      return false;
    }
    if (other == NONE) {
      return true;
    }
    int difference = order.compare(source, other);
    return difference < 0 || (difference == 0 && source < other);
  }
}
