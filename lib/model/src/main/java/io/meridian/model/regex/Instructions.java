package io.meridian.model.regex;

import java.util.Arrays;

/** A growing column of instructions: what each does, with what, and where it goes on. */
final class Instructions {
  /** The most instructions; an expression that needs more is refused. */
  static final int MAX_SIZE = 1 << 20;

  private final String regex;
  private byte[] operations = new byte[32];
  private int[] operands = new int[32];
  private int[] next = new int[32];
  private int size;

  Instructions(String regex) {
    this.regex = regex;
  }

  /**
   * Adds an instruction.
   *
   * @return where it stands
   * @throws RegexSyntaxException if there are {@link #MAX_SIZE} already
   */
  int add(byte operation, int operand, int following) {
    if (size == MAX_SIZE) {
      throw new RegexSyntaxException("expression too large", regex);
    }
    if (size == operations.length) {
      operations = Arrays.copyOf(operations, size * 2);
      operands = Arrays.copyOf(operands, size * 2);
      next = Arrays.copyOf(next, size * 2);
    }
    operations[size] = operation;
    operands[size] = operand;
    next[size] = following;
    return size++;
  }

  int size() {
    return size;
  }

  byte operation(int at) {
    return operations[at];
  }

  int operand(int at) {
    return operands[at];
  }

  int next(int at) {
    return next[at];
  }

  void operand(int at, int operand) {
    operands[at] = operand;
  }

  void next(int at, int following) {
    next[at] = following;
  }
}
