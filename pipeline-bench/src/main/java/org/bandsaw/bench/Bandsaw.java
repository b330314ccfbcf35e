package org.bandsaw.bench;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bandsaw.data.NearestNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line: {@code java -jar bandsaw.jar COMMAND}.
 *
 * <p>Results go to standard output, errors as one message to standard error. The exit code is 0 on
 * success, 2 for wrong usage, 3 for bad input, 4 if a budget was exceeded or memory ran out, 5 if a
 * check failed, and 1 for any other failure.
 */
@Command(
    name = "bandsaw",
    description = "Streaming feature engineering and online learning in one JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Bandsaw.VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StreamCommand.class,
      BatchCommand.class,
      VerifyCommand.class,
      HostCommand.class,
      WorkloadCommand.class,
      BenchmarksCommand.class
    },
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      " 0:success",
      " 1:any other failure",
      " 2:wrong usage",
      " 3:bad input",
      " 4:a budget was exceeded",
      " 5:a check failed"
    })
public final class Bandsaw implements Runnable {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private Bandsaw() {}

  /** Runs a command and exits the virtual machine with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs a command.
   *
   * @param out receives results
   * @param err receives the error message
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Bandsaw top = new Bandsaw();
    CommandLine line = new CommandLine(top);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((problem, given) -> reportUsageError(problem));
    line.setExecutionExceptionHandler(
        (problem, command, parsed) -> top.reportFailure(problem, command.getErr()));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError full) {
      return top.reportFailure(full, line.getErr());
    }
  }

  private static int reportUsageError(CommandLine.ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    String message = problem.getMessage();
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      message =
          String.format(
              Locale.ROOT,
              "unknown argument '%s'%s",
              unmatched.getUnmatched().get(0),
              NearestNames.hint(unmatched.getUnmatched().get(0), knownNames(command)));
    }
    command
        .getErr()
        .printf(
            "bandsaw: %s; see '%s --help'%n", message, command.getCommandSpec().qualifiedName());
    return ExitCode.WRONG_USAGE.code();
  }

  private static List<String> knownNames(CommandLine command) {
    List<String> names = new ArrayList<>(command.getSubcommands().keySet());
    command.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
    return names;
  }

  private static String message(Throwable problem) {
    return problem instanceof OutOfMemoryError
        ? "out of memory (" + problem.getMessage() + "); give java a larger -Xmx"
        : Objects.requireNonNullElse(problem.getMessage(), problem.toString());
  }

  private int reportFailure(Throwable problem, PrintWriter err) {
    err.println("bandsaw: " + message(problem));
    if (debug) {
      problem.printStackTrace(err);
    }
    err.flush();
    return ExitCode.of(problem).code();
  }

  /** Called if no command is given. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "no command given");
  }

  /** Reads the version from the manifest of the jar. */
  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Bandsaw.class.getPackage().getImplementationVersion();
      return new String[] {
        "bandsaw " + (version == null ? "(not from a jar)" : version),
        "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")"
      };
    }
  }
}
