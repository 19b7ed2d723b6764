package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;

/** Our own choice between replicas; {@link ReplicaDedup} describes it. */
final class CoverageDedup {
  private final StrandDealer dealer = new StrandDealer();
  private final Overlay overlay = new Overlay();
  private final CounterLift lift = new CounterLift();
  private Strand[] groups = {};
  private int[] groupOf = {};
  private int count;
  private Strand[] preferred = {};
  private Strand shown = new Strand();
  private Strand spare = new Strand();

  /** Adds what is chosen from the pieces to an empty buffer. */
  void merge(SamplePieces pieces, boolean counter, SampleBuffer into) {
    if (pieces.size() == 0) {
      return;
    }
    dealer.deal(pieces);
    joinCopies(pieces.samples());
    Strand chosen = layOver(pieces.samples());
    emit(pieces, chosen, counter && count > 1, into);
  }

  private void joinCopies(SampleBuffer samples) {
    count = dealer.count();
    if (groups.length < count) {
      groups = new Strand[2 * count];
      groupOf = new int[2 * count];
      preferred = new Strand[2 * count];
    }
    for (int i = 0; i < count; i++) {
      groups[i] = dealer.strand(i);
      groupOf[i] = i;
    }
    while (joinOnePair(samples)) {
      count--;
    }
  }

  private boolean joinOnePair(SampleBuffer samples) {
    for (int a = 0; a < count; a++) {
      for (int b = a + 1; b < count; b++) {
        if (CopyJoin.areCopies(samples, groups[a], groups[b])) {
          Strand joined = new Strand();
          CopyJoin.join(samples, groups[a], groups[b], joined);
          groups[a] = joined;
          forget(b, a);
          return true;
        }
      }
    }
    return false;
  }

  /** Takes a group out, whose strands go to another one before it. */
  private void forget(int group, int heir) {
    System.arraycopy(groups, group + 1, groups, group, count - group - 1);
    for (int strand = 0; strand < dealer.count(); strand++) {
      if (groupOf[strand] == group) {
        groupOf[strand] = heir;
      } else if (groupOf[strand] > group) {
        groupOf[strand]--;
      }
    }
  }

  private Strand layOver(SampleBuffer samples) {
    System.arraycopy(groups, 0, preferred, 0, count);
    new StrandOrder(samples).sort(preferred, count);
    Strand below = preferred[count - 1];
    for (int i = count - 2; i >= 0; i--) {
      spare.clear();
      overlay.lay(preferred[i], below, spare);
      below = spare;
      spare = shown;
      shown = below;
    }
    return below;
  }

  private void emit(SamplePieces pieces, Strand chosen, boolean counter, SampleBuffer into) {
    if (counter) {
      lift.start(pieces.samples(), count);
    }
    int before = -1;
    for (int at = 0; at < chosen.size(); ) {
      int from = chosen.sample(at);
      int piece = pieces.pieceOf(from);
      int to = from + 1;
      for (at++; at < chosen.size() && chosen.sample(at) == to && to < pieces.to(piece); at++) {
        to++;
      }
      boolean consecutive = before == from - 1 && from > pieces.from(piece);
      if (counter) {
        int group = groupOf[dealer.strandOf(piece)];
        lift.add(group, groups[group], from, to, consecutive, into);
      } else {
        SampleUnion.append(pieces.samples(), from, to, consecutive, into);
      }
      before = to - 1;
    }
  }
}
