package io.meridian.model;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/**
 * Names or values of labels as UTF-8 in one array, of which there may be hundreds of thousands. As
 * a list it makes a string of whatever is asked for; who has many to pass on takes the bytes. Never
 * changes; safe for use by many threads.
 */
public final class LabelTexts extends AbstractList<String> implements RandomAccess {
  /** No text. */
  public static final LabelTexts NONE = new LabelTexts(new byte[0], new int[0], 0);

  private final byte[] bytes;

  /** Where each text begins, and where it ends. */
  private final int[] bounds;

  private final int size;

  private LabelTexts(byte[] bytes, int[] bounds, int size) {
    this.bytes = bytes;
    this.bounds = bounds;
    this.size = size;
  }

  /** The texts of a collection, in its order. */
  public static LabelTexts of(Collection<String> texts) {
    if (texts instanceof LabelTexts packed) {
      return packed;
    }
    Builder builder = new Builder();
    texts.forEach(builder::add);
    return builder.build();
  }

  /**
   * Texts that stand in an array, which belongs to them from now on.
   *
   * @param bounds for each text where it begins, and where it ends
   * @param size how many of the bounds' pairs count
   */
  public static LabelTexts in(byte[] bytes, int[] bounds, int size) {
    return size == 0 ? NONE : new LabelTexts(bytes, bounds, size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String get(int index) {
    return new String(bytes, from(index), to(index) - from(index), StandardCharsets.UTF_8);
  }

  /** The array that the texts stand in; not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where a text begins. */
  public int from(int index) {
    return bounds[2 * checked(index)];
  }

  /** Where a text ends. */
  public int to(int index) {
    return bounds[2 * checked(index) + 1];
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("text " + index + " of " + size);
    }
    return index;
  }

  /** The first texts; shares their bytes. */
  public LabelTexts first(int count) {
    return count >= size ? this : in(bytes, bounds, count);
  }

  /** How many bytes of memory the texts take, about. */
  public long memory() {
    return bytes.length + (long) Integer.BYTES * bounds.length;
  }

  /** Whether each text is greater than the one before it, as unsigned bytes. */
  public boolean areAscending() {
    for (int i = 2; i < 2 * size; i += 2) {
      int order =
          Arrays.compareUnsigned(
              bytes, bounds[i - 2], bounds[i - 1], bytes, bounds[i], bounds[i + 1]);
      if (order >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Compares a text with one of other texts, as unsigned bytes. */
  public int compare(int index, LabelTexts others, int other) {
    return Arrays.compareUnsigned(
        bytes, from(index), to(index), others.bytes, others.from(other), others.to(other));
  }

  /** Collects texts. For one thread. */
  public static final class Builder {
    private byte[] bytes = new byte[64];
    private int length;
    private int[] bounds = new int[16];
    private int size;

    /** How many texts there are so far. */
    public int size() {
      return size;
    }

    /** Adds a text. */
    public Builder add(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return add(utf8, 0, utf8.length);
    }

    /** Adds a text of an array. */
    public Builder add(byte[] source, int from, int to) {
      reserve(to - from);
      System.arraycopy(source, from, bytes, length, to - from);
      bounds[2 * size] = length;
      length += to - from;
      bounds[2 * size + 1] = length;
      size++;
      return this;
    }

    /** Adds a text of others. */
    public Builder add(LabelTexts of, int index) {
      return add(of.bytes, of.from(index), of.to(index));
    }

    private void reserve(int more) {
      int needed = Math.addExact(length, more);
      if (needed > bytes.length) {
        int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
        bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
      }
      if (2 * size == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * bounds.length);
      }
    }

    /** Takes the last texts off, so that so many are left. */
    public void cut(int count) {
      if (count < size) {
        length = bounds[2 * count];
        size = count;
      }
    }

    /** The texts so far, which this forgets. */
    public LabelTexts build() {
      LabelTexts built = in(Arrays.copyOf(bytes, length), Arrays.copyOf(bounds, 2 * size), size);
      length = 0;
      size = 0;
      return built;
    }
  }
}
