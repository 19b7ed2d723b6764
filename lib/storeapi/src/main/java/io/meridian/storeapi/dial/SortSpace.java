package io.meridian.storeapi.dial;

import java.nio.file.Path;

/**
 * Where series are sorted that a store could not sort.
 *
 * @param bytes how much of a store's answer is sorted in memory; more goes through a file
 * @param scratch where such files are made
 */
public record SortSpace(int bytes, Path scratch) {
  /** 16 MiB in memory. */
  public static SortSpace in(Path scratch) {
    return new SortSpace(16 << 20, scratch);
  }
}
