package io.meridian.cli.query;

import io.meridian.model.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who asks, as headers of a request. Secrets are read from files: command lines can be seen. */
final class Credentials {
  @Option(
      names = "--header",
      paramLabel = "<name: value>",
      description = "A header of the request, as \"THANOS-TENANT: team-a\"; repeatable.")
  private @Nullable List<String> headers;

  @Option(names = "--user", paramLabel = "<name>", description = "The user; needs --password-file.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "<file>",
      description = "Where the user's password stands.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--bearer-token-file",
      paramLabel = "<file>",
      description = "Where a token stands that is sent instead of user and password.")
  private @Nullable Path tokenFile;

  /** Names and values. */
  List<Entry<String, String>> headers() throws IOException {
    List<Entry<String, String>> all = new ArrayList<>();
    for (String header : headers == null ? List.<String>of() : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new InvalidRequestException(
            "--header: expected a name, a colon and a value, found \"" + header + "\"");
      }
      all.add(Map.entry(header.substring(0, colon).strip(), header.substring(colon + 1).strip()));
    }
    if (user != null && passwordFile != null && tokenFile == null) {
      byte[] pair = (user + ":" + secret(passwordFile)).getBytes(StandardCharsets.UTF_8);
      all.add(Map.entry("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
    } else if (tokenFile != null && user == null && passwordFile == null) {
      all.add(Map.entry("Authorization", "Bearer " + secret(tokenFile)));
    } else if (user != null || passwordFile != null) {
      throw new InvalidRequestException(
          "name either --user and --password-file, or --bearer-token-file");
    }
    return all;
  }

  private static String secret(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
