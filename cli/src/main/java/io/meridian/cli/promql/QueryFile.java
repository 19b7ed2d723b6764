package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Files of queries: an {@link AskedQuery} a line as JSON, plain or compressed with gzip. */
final class QueryFile {
  private static final JsonMapper JSON = JsonMapper.shared();

  private QueryFile() {}

  /**
   * The queries of a file.
   *
   * @throws InvalidRequestException naming file and line if one is none
   */
  static List<AskedQuery> read(Path file) {
    List<AskedQuery> queries = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          queries.add(query(file + ":" + number, line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return queries;
  }

  private static AskedQuery query(String place, String line) {
    try {
      return AskedQuery.of(JSON.readTree(line));
    } catch (JacksonException | InvalidRequestException e) {
      throw new InvalidRequestException(place + ": no query as JSON: " + e.getMessage(), e);
    }
  }
}
