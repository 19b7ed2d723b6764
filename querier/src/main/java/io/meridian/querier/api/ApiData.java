package io.meridian.querier.api;

import io.meridian.service.text.ByteText;

/** What an answer says, written in one piece or several. For one thread at a time. */
@FunctionalInterface
interface ApiData {
  /**
   * Writes the next piece.
   *
   * @return whether another one follows
   */
  boolean put(ByteText out);
}
