package io.meridian.model.regex;

import io.meridian.model.regex.Node.Condition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parses RE2's syntax as Go's {@code regexp} takes it (with its Perl extensions) and refuses what
 * that refuses in the same words. Limits are Go's as well: 1,000 levels of nesting, 1,000
 * repetitions in all levels together.
 *
 * @param <N> what an expression becomes
 */
final class RegexParser<N> {
  private static final int MAX_HEIGHT = 1000;
  private static final int MAX_REPEAT = 1000;
  private static final int FOREVER = Node.Repeat.FOREVER;

  private final RegexReader in;
  private final Parts<N> parts;
  private final Deque<Group<N>> outer = new ArrayDeque<>();
  private Group<N> group = new Group<>(Flags.DEFAULT, 0, "");
  private int groups;
  private Flags flags = Flags.DEFAULT;

  /**
   * Where the repetition operator stands that was read last, if nothing was read since; −1
   * otherwise.
   */
  private int lastRepeat = -1;

  private RegexParser(String regex, Parts<N> parts) {
    in = new RegexReader(regex);
    this.parts = parts;
  }

  /** Makes parts of an expression from smaller ones. */
  interface Parts<N> {
    /** One rune of a set. */
    N rune(RuneSet set);

    N place(Condition condition);

    N sequence(List<N> parts);

    N choice(List<N> alternatives);

    /** The same several times, as often as can be if it is greedy, else as seldom. */
    N repeat(N body, int min, int max, boolean greedy);

    /** A group that captures what it matches; numbers count from 1, a name may be empty. */
    N group(N body, int number, String name);
  }

  /**
   * Parses an expression in which a dot matches a line break.
   *
   * @throws RegexSyntaxException if it does not parse
   */
  static Node parse(String regex) {
    return parse(regex, Node.PARTS);
  }

  /** Parses it into parts of any kind. */
  static <N> N parse(String regex, Parts<N> parts) {
    return new RegexParser<>(regex, parts).parse();
  }

  /** A part of the expression with what Go's limits look at. */
  private record Item<N>(N node, int height, int repeats) {
    static <N> Item<N> of(N node) {
      return new Item<>(node, 1, 1);
    }
  }

  /** What stands between two parentheses. */
  private static final class Group<N> {
    final Flags flagsBefore;

    /** Above 0 if the group captures. */
    final int number;

    final String name;
    final List<Item<N>> alternatives = new ArrayList<>();
    final List<Item<N>> sequence = new ArrayList<>();

    Group(Flags flagsBefore, int number, String name) {
      this.flagsBefore = flagsBefore;
      this.number = number;
      this.name = name;
    }

    void endAlternative(Parts<N> parts) {
      alternatives.add(merge(sequence, parts::sequence));
      sequence.clear();
    }

    Item<N> end(Parts<N> parts) {
      endAlternative(parts);
      return merge(alternatives, parts::choice);
    }

    private static <N> Item<N> merge(List<Item<N>> items, Function<List<N>, N> join) {
      if (items.size() == 1) {
        return items.getFirst();
      }
      int height = 0;
      int repeats = 1;
      List<N> nodes = new ArrayList<>(items.size());
      for (Item<N> item : items) {
        nodes.add(item.node());
        height = Math.max(height, item.height());
        repeats = Math.max(repeats, item.repeats());
      }
      return new Item<>(join.apply(nodes), height + 1, repeats);
    }
  }

  private N parse() {
    while (in.hasNext()) {
      int from = in.at();
      boolean repeat = parsePart(from);
      lastRepeat = repeat ? from : -1;
    }
    if (!outer.isEmpty()) {
      throw in.error("missing closing )");
    }
    return group.end(parts).node();
  }

  /** Parses what begins here; true if it was a repetition operator. */
  private boolean parsePart(int from) {
    char c = in.peek();
    switch (c) {
      case '(' -> open(from);
      case ')' -> close();
      case '|' -> {
        in.skip(1);
        group.endAlternative(parts);
      }
      case '^' -> place(1, flags.multiLine() ? Condition.LINE_BEGIN : Condition.TEXT_BEGIN);
      case '$' -> place(1, flags.multiLine() ? Condition.LINE_END : Condition.TEXT_END);
      case '.' -> {
        in.skip(1);
        add(flags.dotMatchesNewline() ? RuneSet.ANY : RuneSet.NOT_NEWLINE);
      }
      case '[' -> add(new SetParser(in, flags.foldCase()).parseBrackets());
      case '*' -> repeat(from, 1, 0, FOREVER);
      case '+' -> repeat(from, 1, 1, FOREVER);
      case '?' -> repeat(from, 1, 0, 1);
      case '{' -> {
        return parseBraces(from);
      }
      case '\\' -> parseEscape(from);
      default -> addRune(in.next());
    }
    return c == '*' || c == '+' || c == '?';
  }

  private void add(RuneSet set) {
    group.sequence.add(Item.of(parts.rune(set)));
  }

  private void addRune(int rune) {
    RuneSet set = RuneSet.of(rune);
    add(flags.foldCase() ? set.folded() : set);
  }

  private void place(int length, Condition condition) {
    in.skip(length);
    group.sequence.add(Item.of(parts.place(condition)));
  }

  private void open(int from) {
    if (!in.startsWith("(?")) {
      in.skip(1);
      openGroup(++groups, "");
      return;
    }
    GroupHead head = GroupHead.parse(in, from, flags);
    if (head.opens()) {
      openGroup(head.name().isEmpty() ? 0 : ++groups, head.name());
    }
    flags = head.flags();
  }

  private void openGroup(int number, String name) {
    outer.push(group);
    group = new Group<>(flags, number, name);
  }

  private void close() {
    Item<N> inside = group.end(parts);
    if (outer.isEmpty()) {
      throw in.error("unexpected )");
    }
    in.skip(1);
    flags = group.flagsBefore;
    Item<N> item =
        group.number == 0
            ? inside
            : new Item<>(
                parts.group(inside.node(), group.number, group.name),
                inside.height() + 1,
                inside.repeats());
    group = outer.pop();
    group.sequence.add(checkHeight(item));
  }

  private Item<N> checkHeight(Item<N> item) {
    if (item.height() > MAX_HEIGHT) {
      throw in.error("expression nests too deeply");
    }
    return item;
  }

  /** Repeats the item before an operator. */
  private void repeat(int from, int length, int min, int max) {
    in.skip(length);
    boolean other = in.startsWith("?");
    in.skip(other ? 1 : 0);
    if (lastRepeat >= 0) {
      throw in.error("invalid nested repetition operator", lastRepeat);
    }
    if (group.sequence.isEmpty()) {
      throw in.error("missing argument to repetition operator", from);
    }
    Item<N> body = group.sequence.removeLast();
    N node = parts.repeat(body.node(), min, max, flags.lazy() == other);
    group.sequence.add(checkHeight(new Item<>(node, body.height() + 1, body.repeats())));
  }

  /**
   * Parses {@code {n}}, {@code {n,}} or {@code {n,m}}; a brace that begins none of them stands for
   * itself.
   */
  private boolean parseBraces(int from) {
    Optional<RepeatCount> count = RepeatCount.parse(in);
    if (count.isEmpty()) {
      addRune(in.next());
      return false;
    }
    int min = count.get().min();
    int max = count.get().max();
    if (min > MAX_REPEAT || max > MAX_REPEAT || (max != FOREVER && min > max)) {
      throw in.error("invalid repeat count", from);
    }
    repeat(from, 0, min, max);
    int times = max == FOREVER ? min : max;
    Item<N> item = group.sequence.removeLast();
    int repeats = max == 0 ? 0 : item.repeats() * Math.max(1, times);
    if ((min >= 2 || max >= 2) && repeats > MAX_REPEAT) {
      throw in.error("invalid repeat count", from);
    }
    group.sequence.add(new Item<>(item.node(), item.height(), repeats));
    return true;
  }

  private void parseEscape(int from) {
    switch (in.peek(1)) {
      case 'A' -> place(2, Condition.TEXT_BEGIN);
      case 'b' -> place(2, Condition.WORD_BOUNDARY);
      case 'B' -> place(2, Condition.NO_WORD_BOUNDARY);
      case 'z' -> place(2, Condition.TEXT_END);
      case 'C' -> {
        in.skip(2);
        throw in.error("invalid escape sequence", from);
      }
      case 'Q' -> {
        in.skip(2);
        while (in.hasNext() && !in.startsWith("\\E")) {
          addRune(in.next());
        }
        in.skip(in.hasNext() ? 2 : 0);
      }
      default -> {
        SetParser sets = new SetParser(in, flags.foldCase());
        Optional<RuneSet> set = sets.parseClassEscape();
        if (set.isPresent()) {
          add(set.get());
        } else {
          addRune(sets.parseRuneEscape());
        }
      }
    }
  }
}
