package io.meridian.cli.block;

import picocli.CommandLine.Option;

/** How a command answers: as tables for people or as JSON for programs. */
final class Output {
  /** The choices of the flag. */
  enum Form {
    TABLE,
    JSON
  }

  @Option(names = "--output", paramLabel = "<form>", description = "table (default) or json.")
  private Form form = Form.TABLE;

  boolean isJson() {
    return form == Form.JSON;
  }
}
