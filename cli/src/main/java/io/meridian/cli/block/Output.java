package io.meridian.cli.block;

import picocli.CommandLine.Option;

/** How a command answers: as tables for people or as JSON for programs. */
public final class Output {
  /** The choices of the flag. */
  enum Form {
    TABLE,
    JSON
  }

  @Option(names = "--output", paramLabel = "<form>", description = "table (default) or json.")
  private Form form = Form.TABLE;

  /** Whether JSON was asked for. */
  public boolean isJson() {
    return form == Form.JSON;
  }
}
