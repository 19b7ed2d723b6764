package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;

/**
 * The body of a section, its checksum verified.
 *
 * @param bytes without length and checksum
 * @param name the file, for errors
 * @param offset where in the file the body begins
 */
record Section(MemorySegment bytes, String name, long offset) {
  Varints varints() {
    return new Varints(bytes, name, offset);
  }
}
