package io.meridian.cli.bucket;

import io.meridian.blocks.BlockTransfer;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.cli.store.ScratchFolder;
import io.meridian.cli.store.StoreOption;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockVerifier;
import io.meridian.tsdb.block.Finding;
import io.meridian.tsdb.block.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket verify}. */
@Command(
    name = "verify",
    description = {
      "Fetch blocks one by one, read every byte and tell what is wrong with them.",
      "The exit code is 1 where anything is."
    },
    mixinStandardHelpOptions = true)
final class BucketVerifyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "<block>",
      description = "Names of blocks (default: all there are, whole or not).")
  private List<String> names = List.of();

  @Mixin private StoreOption store = new StoreOption();

  BucketVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Table table =
        new Table().text("BLOCK").text("SEVERITY").text("FILE").number("OFFSET").text("FINDING");
    int damaged = 0;
    List<Ulid> blocks;
    try (Bucket bucket = store.open(console);
        ByteText out = console.text()) {
      blocks = blocks(bucket);
      for (Ulid block : blocks) {
        List<Finding> findings = verify(bucket, block);
        damaged += findings.isEmpty() ? 0 : 1;
        findings.forEach(finding ->
            table.row(
                block,
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.file(),
                finding.offset(),
                finding.expectation()));
      }
      if (!table.isEmpty()) {
        table.print(out);
        out.put('\n');
      }
      out.put(Words.count(blocks.size(), "block") + " verified, " + damaged + " with findings\n");
    }
    return (damaged == 0 ? ExitCode.OK : ExitCode.FAILED).number();
  }

  private List<Ulid> blocks(Bucket bucket) {
    if (!names.isEmpty()) {
      return names.stream().map(BlockName::parse).toList();
    }
    try (Stream<String> folders = bucket.folders("")) {
      return folders
          .map(folder -> Ulid.of(folder.substring(0, folder.length() - 1)))
          .flatMap(Optional::stream)
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .toList();
    }
  }

  private List<Finding> verify(Bucket bucket, Ulid block) {
    List<Finding> findings = new ArrayList<>();
    try (ScratchFolder scratch = ScratchFolder.create();
        Progress progress = new Progress(console, "verifying " + block)) {
      BlockFolder folder = new BlockTransfer(bucket).download(block, scratch.path());
      new BlockVerifier(findings::add, progress::reached).run(folder.path());
    }
    return findings;
  }
}
