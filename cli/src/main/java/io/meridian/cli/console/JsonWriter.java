package io.meridian.cli.console;

import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;

/** Writes JSON for people and programs: each value on a line of its own, indented by two blanks. */
public final class JsonWriter {
  private final ByteText out;
  private int depth;
  private boolean isFirst = true;
  private boolean isNamed;

  public JsonWriter(ByteText out) {
    this.out = out;
  }

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  /** The name of the value that comes next. */
  public JsonWriter name(String name) {
    separate();
    Quoted.putJson(out, name);
    out.put(": ");
    isNamed = true;
    return this;
  }

  public JsonWriter value(String value) {
    separate();
    Quoted.putJson(out, value);
    return written();
  }

  public JsonWriter value(long value) {
    separate();
    out.put(value);
    return written();
  }

  public JsonWriter value(boolean value) {
    separate();
    out.put(value ? "true" : "false");
    return written();
  }

  public JsonWriter field(String name, String value) {
    return name(name).value(value);
  }

  public JsonWriter field(String name, long value) {
    return name(name).value(value);
  }

  public JsonWriter field(String name, boolean value) {
    return name(name).value(value);
  }

  private JsonWriter begin(char bracket) {
    separate();
    out.put(bracket);
    depth++;
    isFirst = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    depth--;
    if (!isFirst) {
      newLine();
    }
    out.put(bracket);
    return written();
  }

  private void separate() {
    if (isNamed) {
      isNamed = false;
      return;
    }
    if (!isFirst) {
      out.put(',');
    }
    if (depth > 0) {
      newLine();
    }
  }

  private void newLine() {
    out.put('\n').put("  ".repeat(depth));
  }

  private JsonWriter written() {
    isFirst = false;
    if (depth == 0) {
      out.put('\n');
    }
    return this;
  }
}
