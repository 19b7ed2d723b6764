package io.meridian.service.budget;

/** For whom something is computed. */
public enum CpuClass {
  INGEST("ingest"),
  QUERY("queries");

  private final String text;

  CpuClass(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
