package io.meridian.promql.syntax;

import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Prometheus' answers to queries. */
public final class GoldenQueries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenQueries() {}

  /** The lines of a file of answers. */
  public static List<JsonNode> read(String name) {
    return lines("golden/queries/" + name + ".jsonl.gz");
  }

  /** The lines of a compressed golden file. */
  public static List<JsonNode> lines(String path) {
    Path file = Golden.assumePresent(path);
    List<JsonNode> answers = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers;
  }

  /** The value of a parameter of an API call. */
  static String parameter(JsonNode answer, String name) {
    for (JsonNode pair : answer.get("params")) {
      if (pair.get(0).asString().equals(name)) {
        return pair.get(1).asString();
      }
    }
    throw new AssertionError("no " + name + " in " + answer);
  }

  /** Something made of maps and lists, as JSON. */
  static JsonNode json(Object value) {
    return JSON.readTree(JSON.writeValueAsString(value));
  }
}
