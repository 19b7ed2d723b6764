package io.meridian.tsdb.store;

/** Kinds of the log's records; docs/formats/head-records.md has their bytes. */
final class RecordKind {
  /** A change of a tenant's head. */
  static final int HEAD = 1;

  /** Up to where a tenant's samples are in blocks. */
  static final int CUT = 2;

  /** Chunks of a tenant's snapshot. */
  static final int CHUNKS = 3;

  /** The sources of a tenant. */
  static final int SOURCES = 4;

  private RecordKind() {}
}
