package io.meridian.bucket.config;

import io.meridian.bucket.S3Transport;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of {@code tls_config}. */
@NotHonoured(key = "server_name", instead = "the certificate must be that of the endpoint's host")
record TlsYaml(
    @Default("") String caFile,
    @Default("") String certFile,
    @Default("") String keyFile,
    @Default("false") boolean insecureSkipVerify) {
  TlsYaml {
    if (certFile.isEmpty() != keyFile.isEmpty()) {
      throw new InvalidValueException(
          "cert_file", "and key_file need each other", "give both or none");
    }
  }

  S3Transport.Trust trust(Section section, boolean skipVerify) {
    if (skipVerify || insecureSkipVerify) {
      return new S3Transport.Trust.Everybody();
    }
    return caFile.isEmpty()
        ? new S3Transport.Trust.PlatformAuthorities()
        : new S3Transport.Trust.Authorities(readable(section, "ca_file", caFile));
  }

  Optional<S3Transport.Identity> identity(Section section) {
    return certFile.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new S3Transport.Identity(
                readable(section, "cert_file", certFile), readable(section, "key_file", keyFile)));
  }

  private static Path readable(Section section, String key, String file) {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw section.problem(
          "http_config.tls_config." + key,
          "the file " + file + " cannot be read",
          "check path and permissions");
    }
    return path;
  }
}
