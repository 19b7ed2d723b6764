package io.meridian.storegateway.catalog;

/** What a block that is served is like at the moment. */
public enum BlockState {
  /** Known; nothing of it is in memory. */
  KNOWN,
  /** Its header is open. */
  OPEN,
  /** It could not be read lately, because it is damaged. */
  DAMAGED,
  /** It could not be read lately, because it is not there any more. */
  MISSING
}
