package io.meridian.storegateway;

import io.meridian.blocks.LeftOut;

/** One word for why a block is left out; Thanos' where it has one. */
final class LeftOutWord {
  private LeftOutWord() {}

  static String of(LeftOut why) {
    return switch (why) {
      case LeftOut.Partial _ -> "no-meta-json";
      case LeftOut.Damaged _ -> "corrupted";
      case LeftOut.Deleted _ -> "marked-for-deletion";
      case LeftOut.TooFresh _ -> "too-fresh";
      case LeftOut.Unwanted _ -> "excluded";
      case LeftOut.Duplicate _ -> "duplicate";
    };
  }
}
