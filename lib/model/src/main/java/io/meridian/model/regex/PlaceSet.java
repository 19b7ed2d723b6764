package io.meridian.model.regex;

/** A set of small integers that is cleared at no cost and walked in the order of adding. */
final class PlaceSet {
  private final int[] members;
  private final int[] positions;
  private int size;

  PlaceSet(int limit) {
    members = new int[limit];
    positions = new int[limit];
  }

  void clear() {
    size = 0;
  }

  /** Adds a member; false if it was there before. */
  boolean add(int member) {
    int position = positions[member];
    if (position < size && members[position] == member) {
      return false;
    }
    positions[member] = size;
    members[size++] = member;
    return true;
  }

  int size() {
    return size;
  }

  int get(int position) {
    return members[position];
  }
}
