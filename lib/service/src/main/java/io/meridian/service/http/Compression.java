package io.meridian.service.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Decides which answers are compressed, and does it on the request's thread. */
final class Compression {
  private static final int SMALLEST = 1024;

  private Compression() {}

  /** Whether a client takes gzip, by the weights of {@code Accept-Encoding} (RFC 9110, 12.5.3). */
  static boolean accepted(Headers request) {
    double any = 0;
    for (String field : request.all("Accept-Encoding")) {
      for (String each : field.split(",", -1)) {
        int semicolon = each.indexOf(';');
        String coding = (semicolon < 0 ? each : each.substring(0, semicolon)).strip();
        double weight = semicolon < 0 ? 1 : weight(each.substring(semicolon + 1));
        if (coding.equalsIgnoreCase("gzip")) {
          return weight > 0;
        }
        if (coding.equals("*")) {
          any = weight;
        }
      }
    }
    return any > 0;
  }

  private static double weight(String parameter) {
    String text = parameter.strip().toLowerCase(Locale.ROOT);
    try {
      return text.startsWith("q=") ? Double.parseDouble(text.substring(2)) : 1;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether an answer is of a kind that gets smaller, and not compressed already. */
  static boolean pays(Response response) {
    String type = response.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    boolean text =
        type.startsWith("text/") || type.contains("json") || type.contains("openmetrics");
    boolean large =
        !(response.body() instanceof ResponseBody.Bytes small) || small.bytes().length >= SMALLEST;
    return text && large && response.headers().first("Content-Encoding").isEmpty();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (OutputStream out = gzip(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  /** A stream that compresses, quickly rather than much: answers are read once. */
  static OutputStream gzip(OutputStream to) throws IOException {
    return new GZIPOutputStream(to, 8192, true) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }
}
