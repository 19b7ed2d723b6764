package io.meridian.service.tls;

import java.nio.file.Path;

/** A file of TLS that cannot be used; the message names it and says what to do. */
public final class TlsFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsFileException(Path file, String finding, String remedy) {
    super(file + ": " + finding + "; " + remedy);
  }

  TlsFileException(Path file, String finding, String remedy, Throwable cause) {
    super(file + ": " + finding + "; " + remedy, cause);
  }
}
