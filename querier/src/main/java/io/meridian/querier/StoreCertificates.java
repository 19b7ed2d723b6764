package io.meridian.querier;

import io.meridian.service.reload.FileContents;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.TlsFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Certificates, keys and authorities that a file of endpoints names: one for each set of files, so
 * that what is dialled alike stays connected. They are read again when the bytes of their files
 * have changed; connections that there are stay. Guarded by its owner.
 */
final class StoreCertificates {
  private final Map<ClientTlsFiles, ClientTls> known = new HashMap<>();

  /** What the files had in them when they were read last. */
  private final Map<ClientTlsFiles, String> read = new HashMap<>();

  /**
   * What files have in them, read if they are new.
   *
   * @throws TlsFileException if one cannot be used
   */
  ClientTls of(ClientTlsFiles files) {
    ClientTls there = known.get(files);
    if (there == null) {
      String content = FileContents.digest(files.all().toList());
      there = new ClientTls(files);
      known.put(files, there);
      read.put(files, content);
    }
    return there;
  }

  /**
   * Reads files that have changed.
   *
   * @param problem told of files that cannot be used, for which the former content stays
   */
  void renew(Consumer<String> problem) {
    known.forEach((files, tls) -> {
      String now = FileContents.digest(tls.files());
      if (!now.equals(read.get(files))) {
        try {
          tls.prepare().run();
          read.put(files, now);
        } catch (TlsFileException e) {
          problem.accept(String.valueOf(e.getMessage()));
        }
      }
    });
  }
}
