package io.meridian.model.regex;

import io.meridian.model.regex.Node.Condition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Parses RE2's syntax as Go's {@code regexp} takes it (with its Perl extensions) and refuses what
 * that refuses in the same words. Limits are Go's as well: 1,000 levels of nesting, 1,000
 * repetitions in all levels together.
 */
final class RegexParser {
  private static final int MAX_HEIGHT = 1000;
  private static final int MAX_REPEAT = 1000;
  private static final int FOREVER = Node.Repeat.FOREVER;

  private final RegexReader in;
  private final Deque<Group> outer = new ArrayDeque<>();
  private Group group = new Group(Flags.DEFAULT, false);
  private Flags flags = Flags.DEFAULT;

  /**
   * Where the repetition operator stands that was read last, if nothing was read since; −1
   * otherwise.
   */
  private int lastRepeat = -1;

  private RegexParser(String regex) {
    in = new RegexReader(regex);
  }

  /**
   * Parses an expression in which a dot matches a line break.
   *
   * @throws RegexSyntaxException if it does not parse
   */
  static Node parse(String regex) {
    return new RegexParser(regex).parse();
  }

  /** A part of the expression with what Go's limits look at. */
  private record Item(Node node, int height, int repeats) {
    static Item of(Node node) {
      return new Item(node, 1, 1);
    }
  }

  /** What stands between two parentheses. */
  private static final class Group {
    final Flags flagsBefore;
    final boolean capturing;
    final List<Item> alternatives = new ArrayList<>();
    final List<Item> sequence = new ArrayList<>();

    Group(Flags flagsBefore, boolean capturing) {
      this.flagsBefore = flagsBefore;
      this.capturing = capturing;
    }

    void endAlternative() {
      alternatives.add(merge(sequence, Node::sequence));
      sequence.clear();
    }

    Item end() {
      endAlternative();
      return merge(alternatives, Node::choice);
    }

    private static Item merge(
        List<Item> items, java.util.function.Function<List<Node>, Node> join) {
      if (items.size() == 1) {
        return items.getFirst();
      }
      int height = 0;
      int repeats = 1;
      List<Node> nodes = new ArrayList<>(items.size());
      for (Item item : items) {
        nodes.add(item.node());
        height = Math.max(height, item.height());
        repeats = Math.max(repeats, item.repeats());
      }
      return new Item(join.apply(nodes), height + 1, repeats);
    }
  }

  private Node parse() {
    while (in.hasNext()) {
      int from = in.at();
      boolean repeat = parsePart(from);
      lastRepeat = repeat ? from : -1;
    }
    if (!outer.isEmpty()) {
      throw in.error("missing closing )");
    }
    return group.end().node();
  }

  /** Parses what begins here; true if it was a repetition operator. */
  private boolean parsePart(int from) {
    char c = in.peek();
    switch (c) {
      case '(' -> open(from);
      case ')' -> close();
      case '|' -> {
        in.skip(1);
        group.endAlternative();
      }
      case '^' -> place(1, flags.multiLine() ? Condition.LINE_BEGIN : Condition.TEXT_BEGIN);
      case '$' -> place(1, flags.multiLine() ? Condition.LINE_END : Condition.TEXT_END);
      case '.' -> {
        in.skip(1);
        add(new Node.Chars(flags.dotMatchesNewline() ? RuneSet.ANY : RuneSet.NOT_NEWLINE));
      }
      case '[' -> add(Node.of(new SetParser(in, flags.foldCase()).parseBrackets()));
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

  private void add(Node node) {
    group.sequence.add(Item.of(node));
  }

  private void addRune(int rune) {
    RuneSet set = RuneSet.of(rune);
    add(Node.of(flags.foldCase() ? set.folded() : set));
  }

  private void place(int length, Condition condition) {
    in.skip(length);
    add(new Node.Place(condition));
  }

  private void open(int from) {
    if (!in.startsWith("(?")) {
      in.skip(1);
      openGroup(true, flags);
      return;
    }
    GroupHead head = GroupHead.parse(in, from, flags);
    if (head.opens()) {
      openGroup(head.capturing(), flags);
    }
    flags = head.flags();
  }

  private void openGroup(boolean capturing, Flags flagsBefore) {
    outer.push(group);
    group = new Group(flagsBefore, capturing);
  }

  private void close() {
    Item inside = group.end();
    if (outer.isEmpty()) {
      throw in.error("unexpected )");
    }
    in.skip(1);
    flags = group.flagsBefore;
    Item item =
        group.capturing ? new Item(inside.node(), inside.height() + 1, inside.repeats()) : inside;
    group = outer.pop();
    group.sequence.add(checkHeight(item));
  }

  private Item checkHeight(Item item) {
    if (item.height() > MAX_HEIGHT) {
      throw in.error("expression nests too deeply");
    }
    return item;
  }

  /** Repeats the item before an operator. */
  private void repeat(int from, int length, int min, int max) {
    in.skip(length);
    if (in.startsWith("?")) {
      in.skip(1);
    }
    if (lastRepeat >= 0) {
      throw in.error("invalid nested repetition operator", lastRepeat);
    }
    if (group.sequence.isEmpty()) {
      throw in.error("missing argument to repetition operator", from);
    }
    Item body = group.sequence.removeLast();
    Node node = Node.repeat(body.node(), min, max);
    group.sequence.add(checkHeight(new Item(node, body.height() + 1, body.repeats())));
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
    Item item = group.sequence.removeLast();
    int repeats = max == 0 ? 0 : item.repeats() * Math.max(1, times);
    if ((min >= 2 || max >= 2) && repeats > MAX_REPEAT) {
      throw in.error("invalid repeat count", from);
    }
    group.sequence.add(new Item(item.node(), item.height(), repeats));
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
          add(Node.of(set.get()));
        } else {
          addRune(sets.parseRuneEscape());
        }
      }
    }
  }
}
