package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.JsonWriter;
import io.meridian.cli.console.Progress;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockVerifier;
import io.meridian.tsdb.block.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block verify}. */
@Command(
    name = "verify",
    description = {
      "Read every byte of blocks and tell what is wrong with them.",
      "The exit code is 1 where anything is."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "<folder>",
      description = "Folders of blocks, or of a block each.")
  private List<Path> folders = List.of();

  @Mixin private BlockSource source = new BlockSource();
  @Mixin private Output output = new Output();

  /** A block and what is wrong with it. */
  private record Verdict(BlockFolder block, List<Finding> findings) {
    String name() {
      return block.path().toAbsolutePath().normalize().getFileName() + "";
    }
  }

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Verdict> verdicts = new ArrayList<>();
    try (BlockSource blockSource = source) {
      for (Path folder : folders) {
        blockSource.foldersAt(folder, console).forEach(block -> verdicts.add(verify(block)));
      }
    }
    boolean isSound = verdicts.stream().allMatch(verdict -> verdict.findings.isEmpty());
    try (ByteText out = console.text()) {
      if (output.isJson()) {
        printJson(verdicts, out);
      } else {
        print(verdicts, out);
      }
    }
    return (isSound ? ExitCode.OK : ExitCode.FAILED).number();
  }

  private Verdict verify(BlockFolder block) {
    List<Finding> findings = new ArrayList<>();
    try (Progress progress = new Progress(console, "verifying " + block.path())) {
      new BlockVerifier(findings::add, progress::reached).run(block.path());
    }
    return new Verdict(block, List.copyOf(findings));
  }

  private static void print(List<Verdict> verdicts, ByteText out) {
    Table table =
        new Table().text("BLOCK").text("SEVERITY").text("FILE").number("OFFSET").text("FINDING");
    long damaged = 0;
    for (Verdict verdict : verdicts) {
      damaged += verdict.findings.isEmpty() ? 0 : 1;
      for (Finding finding : verdict.findings) {
        table.row(
            verdict.name(),
            severity(finding),
            finding.file(),
            finding.offset(),
            finding.expectation());
      }
    }
    if (!table.isEmpty()) {
      table.print(out);
      out.put('\n');
    }
    out.put(Words.count(verdicts.size(), "block") + " verified, " + damaged + " with findings\n");
  }

  private static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  private static void printJson(List<Verdict> verdicts, ByteText out) {
    JsonWriter json = new JsonWriter(out).beginArray();
    for (Verdict verdict : verdicts) {
      json.beginObject().field("ulid", verdict.name());
      json.field("path", verdict.block.path().toString());
      json.name("findings").beginArray();
      for (Finding finding : verdict.findings) {
        json.beginObject().field("severity", severity(finding)).field("file", finding.file());
        json.field("offset", finding.offset()).field("finding", finding.expectation());
        json.endObject();
      }
      json.endArray().endObject();
    }
    json.endArray();
  }
}
