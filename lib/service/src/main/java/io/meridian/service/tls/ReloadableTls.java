package io.meridian.service.tls;

import java.time.Instant;

/** One side of TLS whose files may change. */
public sealed interface ReloadableTls permits ServerTls, ClientTls {
  /**
   * Reads the files again if their content changed, all or none: where one cannot be used, or two
   * do not fit each other yet, everything stays as it was.
   *
   * @return whether something changed
   * @throws TlsFileException naming the file that cannot be used
   */
  boolean reload();

  /** Until when the own certificate is valid; {@link Instant#MAX} if there is none. */
  Instant expiry();
}
