package io.meridian.service.api;

import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;
import java.util.List;

/** What stands around every answer of Prometheus' API. */
public final class ApiEnvelope {
  private ApiEnvelope() {}

  /** What comes before an answer's data. */
  public static void begin(ByteText out) {
    out.put("{\"status\":\"success\",\"data\":");
  }

  /** What comes behind it. */
  public static void end(ByteText out, List<String> warnings, List<String> infos) {
    putTexts(out, "warnings", warnings);
    putTexts(out, "infos", infos);
    out.put('}');
  }

  private static void putTexts(ByteText out, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.put(",\"").put(name).put("\":");
      putList(out, texts);
    }
  }

  /** A list of strings. */
  public static void putList(ByteText out, List<String> texts) {
    out.put('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      Quoted.putJson(out, texts.get(i));
    }
    out.put(']');
  }
}
