package io.meridian.model;

import java.util.Arrays;

/**
 * What a store does to the labels of its series: external labels are added, and win over a series'
 * own of the same name; then named labels are taken away, whoever they came from. Different series
 * may become equal by it, and their order may change.
 */
public final class LabelRewrite {
  private static final byte[] NOTHING = {};

  /** The external labels that are not removed, packed. */
  private final byte[] added;

  /** The names of labels that a series loses: the removed and the external ones. */
  private final LabelNames dropped;

  private final LabelCursor external = new LabelCursor();

  /**
   * A rewriting. Not safe for use by more than one thread at a time.
   *
   * @param external labels that every series gets
   * @param removed names of labels that no series keeps
   */
  public LabelRewrite(Labels external, LabelNames removed) {
    LabelBytes rest = new LabelBytes();
    removed.select(false, external.packed(), 0, external.packed().length, rest);
    added = rest.length() == 0 ? NOTHING : Arrays.copyOf(rest.bytes(), rest.length());
    dropped = removed.or(LabelNames.of(external));
  }

  /** Adds the rewritten form of a packed set to a sink, in one pass. */
  public void apply(byte[] packed, int from, int to, LabelBytes into) {
    external.reset(added, 0, added.length);
    boolean more = external.next();
    int addedFrom = 0;
    int kept = from;
    int index = 0;
    for (int at = from; at < to; ) {
      int length = PackedLabels.length(packed, at);
      int nameFrom = at + PackedLabels.lengthSize(length);
      int nameTo = nameFrom + length;
      int next = PackedLabels.skipString(packed, nameTo);
      if (more && compareName(packed, nameFrom, nameTo) < 0) {
        into.add(packed, kept, at);
        kept = at;
        while (more && compareName(packed, nameFrom, nameTo) < 0) {
          more = external.next();
        }
        int addedTo = more ? external.labelFrom() : added.length;
        into.add(added, addedFrom, addedTo);
        addedFrom = addedTo;
      }
      index = dropped.position(index, packed, nameFrom, nameTo);
      if (index < dropped.size() && isName(dropped.name(index), packed, nameFrom, nameTo)) {
        into.add(packed, kept, at);
        kept = next;
      }
      at = next;
    }
    into.add(packed, kept, to);
    into.add(added, addedFrom, added.length);
  }

  /** Compares the external label's name with another. */
  private int compareName(byte[] packed, int nameFrom, int nameTo) {
    int first = Byte.compareUnsigned(added[external.nameFrom()], packed[nameFrom]);
    return first != 0 // names mostly differ in their first byte; none is empty
        ? first
        : Arrays.compareUnsigned(
            added, external.nameFrom(), external.nameTo(), packed, nameFrom, nameTo);
  }

  private static boolean isName(byte[] name, byte[] packed, int nameFrom, int nameTo) {
    return Arrays.equals(name, 0, name.length, packed, nameFrom, nameTo);
  }

  /** The rewritten form of a set. */
  public Labels apply(Labels labels) {
    LabelBytes into = new LabelBytes();
    apply(labels.packed(), 0, labels.packed().length, into);
    return into.labels(0);
  }
}
