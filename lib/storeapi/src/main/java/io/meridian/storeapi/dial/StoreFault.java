package io.meridian.storeapi.dial;

/** What may be wrong with a store's answer. */
public enum StoreFault {
  /** The call ended with an error. */
  FAILED,
  /** The call ended in the middle of a message. */
  BROKEN_OFF,
  /** Nothing came in time. */
  SILENT,
  /** Something came, but not all in time. */
  SLOW,
  /** A message is not what it should be. */
  CORRUPT,
  /** A series came behind one that it must come before. */
  UNSORTED,
  /** A series came again behind another one. */
  REOPENED,
  /** A series came without chunks. */
  WITHOUT_CHUNKS,
  /** The store said itself that something is missing. */
  WARNED
}
