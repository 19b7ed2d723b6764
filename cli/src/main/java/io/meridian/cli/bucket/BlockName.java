package io.meridian.cli.bucket;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.block.Ulid;

/** A block's name on the command line. */
final class BlockName {
  private BlockName() {}

  static Ulid parse(String text) {
    return Ulid.of(text)
        .orElseThrow(() ->
            new InvalidRequestException(
                text + " is no block's name; expected one such as 01HZ4Y8Q3V0000000000000000"));
  }
}
