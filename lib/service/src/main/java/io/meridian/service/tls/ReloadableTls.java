package io.meridian.service.tls;

import io.meridian.service.reload.Reload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * One side of TLS whose files may change, as a source of a {@code Reload}: all files are read and
 * judged before any counts, so that everything stays as it was where one cannot be used, or two do
 * not fit each other yet.
 */
public sealed interface ReloadableTls extends Reload.Source permits ServerTls, ClientTls {
  /**
   * Reads the files again.
   *
   * @return what has them count for connections from then on
   * @throws TlsFileException naming the file that cannot be used
   */
  @Override
  Runnable prepare();

  /** What is read and therefore to be watched. */
  List<Path> files();

  /** Until when the own certificate is valid; {@link Instant#MAX} if there is none. */
  Instant expiry();
}
