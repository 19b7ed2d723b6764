package io.meridian.model.regex;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Tests an expression in the plainest way: which places can be reached from which, node by node.
 */
final class NaiveMatch {
  private final int[] runes;

  private NaiveMatch(int[] runes) {
    this.runes = runes;
  }

  static boolean matches(Node node, byte[] bytes) {
    NaiveMatch match = new NaiveMatch(decode(bytes));
    BitSet begin = new BitSet();
    begin.set(0);
    return match.reach(node, begin).get(match.runes.length);
  }

  /** The runes of bytes; each byte of what is no valid UTF-8 is {@link RuneSet#INVALID}. */
  static int[] decode(byte[] bytes) {
    int[] runes = new int[bytes.length];
    int count = 0;
    for (int at = 0; at < bytes.length; ) {
      int length = 0;
      for (int tried = 1; tried <= 4 && at + tried <= bytes.length && length == 0; tried++) {
        String one = new String(bytes, at, tried, java.nio.charset.StandardCharsets.UTF_8);
        boolean single = one.codePointCount(0, one.length()) == 1;
        byte[] again = one.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (single && Arrays.equals(bytes, at, at + tried, again, 0, again.length)) {
          length = tried;
          runes[count++] = one.codePointAt(0);
        }
      }
      if (length == 0) {
        runes[count++] = RuneSet.INVALID;
        length = 1;
      }
      at += length;
    }
    return Arrays.copyOf(runes, count);
  }

  private BitSet reach(Node node, BitSet from) {
    return switch (node) {
      case Node.Text(String text) -> {
        BitSet at = from;
        for (int rune : text.codePoints().toArray()) {
          at = reach(RuneSet.of(rune), at);
        }
        yield at;
      }
      case Node.Chars(RuneSet set) -> reach(set, from);
      case Node.Sequence(var parts) -> {
        BitSet at = from;
        for (Node part : parts) {
          at = reach(part, at);
        }
        yield at;
      }
      case Node.Choice(var alternatives) -> {
        BitSet all = new BitSet();
        alternatives.forEach(alternative -> all.or(reach(alternative, from)));
        yield all;
      }
      case Node.Repeat repeat -> reachRepeated(repeat, from);
      case Node.Place(Node.Condition condition) -> {
        BitSet all = new BitSet();
        from.stream().filter(at -> holds(condition, at)).forEach(all::set);
        yield all;
      }
    };
  }

  private BitSet reach(RuneSet set, BitSet from) {
    BitSet next = new BitSet();
    from.stream()
        .filter(at -> at < runes.length && set.contains(runes[at]))
        .forEach(at -> next.set(at + 1));
    return next;
  }

  private BitSet reachRepeated(Node.Repeat repeat, BitSet from) {
    BitSet at = from;
    for (int i = 0; i < repeat.min(); i++) {
      at = reach(repeat.body(), at);
    }
    int more = repeat.max() == Node.Repeat.FOREVER ? runes.length + 1 : repeat.max() - repeat.min();
    BitSet all = (BitSet) at.clone();
    for (int i = 0; i < more && !at.isEmpty(); i++) {
      at = reach(repeat.body(), at);
      all.or(at);
    }
    return all;
  }

  private boolean holds(Node.Condition condition, int at) {
    boolean begin = at == 0;
    boolean end = at == runes.length;
    boolean boundary = (!begin && isWord(runes[at - 1])) != (!end && isWord(runes[at]));
    return switch (condition) {
      case TEXT_BEGIN -> begin;
      case TEXT_END -> end;
      case LINE_BEGIN -> begin || runes[at - 1] == '\n';
      case LINE_END -> end || runes[at] == '\n';
      case WORD_BOUNDARY -> boundary;
      case NO_WORD_BOUNDARY -> !boundary;
    };
  }

  private static boolean isWord(int rune) {
    return rune < 0x80 && (Character.isLetterOrDigit(rune) || rune == '_');
  }
}
