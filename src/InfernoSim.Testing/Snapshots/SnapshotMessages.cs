using System.Text;
using InfernoSim.Testing.Sources;

namespace InfernoSim.Testing.Snapshots;

/// <summary>
/// What a person reads: what is wrong, in which file, and the next step. Between them are the lines by which tools for
/// Verify find the two files.
/// </summary>
internal static class SnapshotMessages
{
    /// <summary>The summary is new, or not the accepted one.</summary>
    /// <param name="target">The snapshot.</param>
    /// <param name="text">What came.</param>
    /// <param name="verified">What was accepted; <see langword="null"/> when nothing was.</param>
    /// <param name="earlier">What came in the run before, when that one failed too.</param>
    /// <param name="nextStep">What to do about it.</param>
    public static string Mismatch(SnapshotTarget target, string text, string? verified, string? earlier, string nextStep)
    {
        var message = new StringBuilder();
        message.Append(verified is null
            ? $"{Name(target)} has no verified snapshot yet.\n"
            : $"{Name(target)} differs from its verified snapshot at {SnapshotDifference.First(verified, text)}.\n");
        if (earlier is not null && earlier != text)
        {
            message.Append($"It also differs from the run before at {SnapshotDifference.First(earlier, text)}. Unless the service or the options have been changed since, it is not the same each time, and accepting it would not last.\n");
        }

        AppendFiles(message, target, verified is null);
        message.Append(verified is null ? text : SnapshotDifference.Render(verified, text)).Append("\n\n");
        return message.Append(nextStep).ToString();
    }

    public static string HowToAccept(SnapshotTarget target, string? toolProblem) => target.IsCopy
        ? $"The source file {target.SourceFile} is not on this machine, so this was compared with the copy that the build made of the verified file. "
        + "If this is right, accept it where the sources are, commit the verified file, and build again."
        : (toolProblem is null ? "" : $"(The diff tool could not be started: {toolProblem})\n")
        + "If this is right, accept it: rename the received file to the verified one, or run\n"
        + $"  infernosim accept {Quoted(target.ReceivedPath)}\n"
        + "or run the test once with INFERNOSIM_ACCEPT=1 in the environment. Then commit the verified file.";

    /// <summary>What to do where nobody can look at the summary: on a build server, whose checkout is thrown away.</summary>
    public static string AcceptElsewhere(SnapshotTarget target) =>
        "This is a build server, which is not the place to accept: nobody looks at the summary here, and its files are thrown away.\n"
        + $"Run the test on your own machine, look at {Path.GetFileName(target.ReceivedPath)}, accept it there (rename it to {Path.GetFileName(target.VerifiedPath)}, or infernosim accept), and commit the verified file.\n"
        + "If it passes there, the verified file is not committed, or the service is not the same here.";

    public static string NotWritten(SnapshotTarget target, Exception problem) =>
        $"The received file {target.ReceivedPath} cannot be written ({problem.Message}). Run the test where its source folder is writable to accept it, or take no snapshot with Snapshot = false.";

    public static string NoFolder(SnapshotTarget target) =>
        $"{Name(target)}: its snapshot belongs beside {target.SourceFile}, but there is no such folder here, and the build copied none to {Path.Combine(AppContext.BaseDirectory, SourceFolders.Copies)}. "
        + "Run the tests in the checkout they were built from, or accept the snapshot there, commit it, and build again; "
        + "where the path begins with /_/ it was made up by a deterministic build: set <DeterministicSourcePaths>false</DeterministicSourcePaths> in the test project. Snapshot = false takes no snapshot.";

    public static string Unreadable(SnapshotTarget target, Exception problem) =>
        $"{Name(target)}: its verified snapshot {target.VerifiedPath} cannot be read ({problem.Message}). Make it readable, or take no snapshot with Snapshot = false.";

    public static string CannotAccept(SnapshotTarget target, Exception problem) =>
        $"{Name(target)}: INFERNOSIM_ACCEPT is set, but {target.VerifiedPath} cannot be written ({problem.Message}). Make its folder writable, or accept where it is.";

    public static string SharedFile(SnapshotTarget target, SnapshotTarget owner) =>
        $"{Name(target)} and {Name(owner)} have the same snapshot {target.VerifiedPath}. Rename one of them so that they differ in letters or digits.";

    private static string Name(SnapshotTarget target) =>
        target.Parameters is null ? $"{target.ClassName}.{target.MethodName}" : $"{target.ClassName}.{target.MethodName} ({target.Parameters})";

    private static void AppendFiles(StringBuilder message, SnapshotTarget target, bool isNew) => message
        .Append($"Directory: {target.Folder.TrimEnd('/', '\\')}\n")
        .Append(isNew ? "New:\n" : "NotEqual:\n")
        .Append($"  - Received: {Path.GetFileName(target.ReceivedPath)}\n")
        .Append($"    Verified: {Path.GetFileName(target.VerifiedPath)}\n")
        .Append("\nFileContent:\n\n");

    private static string Quoted(string path) => path.AsSpan().IndexOfAny(' ', '\'', '(') < 0 ? path : $"\"{path}\"";
}
