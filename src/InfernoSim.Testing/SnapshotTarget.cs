using System.Runtime.CompilerServices;
using InfernoSim.Testing.Sources;

namespace InfernoSim.Testing;

/// <summary>Which snapshot: the test it belongs to, and which of the test's cases.</summary>
public sealed record SnapshotTarget
{
    // What Windows forbids, on every system: a snapshot is checked out elsewhere than where it was written.
    private static readonly System.Buffers.SearchValues<char> Forbidden = System.Buffers.SearchValues.Create(
        "\"\\<>|:*?/" + string.Concat(Enumerable.Range(0, 32).Select(code => (char)code)));

    private readonly string _prefix;

    /// <summary>Names a snapshot.</summary>
    /// <param name="sourceFile">The absolute path of the test's source file, as <see cref="CallerFilePathAttribute"/> gives it. The files are kept beside it; where it is not on this machine, those that the build copied to the output are read.</param>
    /// <param name="className">The test's class; <c>Outer.Inner</c> for a nested one.</param>
    /// <param name="methodName">The test's method.</param>
    /// <param name="parameters">Which case of a test with several: <c>name=value</c>, joined by <c>_</c>. <see langword="null"/> or empty for a test with one.</param>
    /// <exception cref="ArgumentException">A path or name is missing.</exception>
    public SnapshotTarget(string sourceFile, string className, string methodName, string? parameters = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceFile);
        ArgumentException.ThrowIfNullOrWhiteSpace(className);
        ArgumentException.ThrowIfNullOrWhiteSpace(methodName);
        SourceFile = sourceFile;
        ClassName = className;
        MethodName = methodName;
        Parameters = string.IsNullOrEmpty(parameters) ? null : parameters;

        IsCopy = SourceFolders.Find(sourceFile) is null && SourceFolders.FindCopy(".", sourceFile) is { } copy && Directory.Exists(copy);
        Folder = SourceFolders.Find(sourceFile) ?? (IsCopy ? SourceFolders.FindCopy(".", sourceFile)! : Written(sourceFile));
        _prefix = Path.Combine(Folder, Clean(Parameters is null ? $"{className}.{methodName}" : $"{className}.{methodName}_{Parameters}"));
    }

    /// <summary>The absolute path of the test's source file.</summary>
    public string SourceFile { get; }

    /// <summary>The test's class.</summary>
    public string ClassName { get; }

    /// <summary>The test's method.</summary>
    public string MethodName { get; }

    /// <summary>Which case of a test with several; <see langword="null"/> for a test with one.</summary>
    public string? Parameters { get; }

    /// <summary>The file with the accepted summary.</summary>
    public string VerifiedPath => _prefix + ".verified.txt";

    /// <summary>The file with the summary that came.</summary>
    public string ReceivedPath => _prefix + ".received.txt";

    /// <summary>The folder of the files.</summary>
    internal string Folder { get; }

    /// <summary>Whether the source file is not on this machine, and the verified file is one that the build has copied.</summary>
    internal bool IsCopy { get; }

    /// <summary>The snapshot of the test that calls this.</summary>
    /// <param name="testClass">The test's class.</param>
    /// <param name="parameters">Which case of a test with several, as in the constructor.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="methodName">Filled in by the compiler.</param>
    /// <returns>The target.</returns>
    public static SnapshotTarget Of(Type testClass, string? parameters = null, [CallerFilePath] string sourceFile = "", [CallerMemberName] string methodName = "") =>
        new(sourceFile, NameOf(testClass), methodName, parameters);

    /// <summary>A class as snapshots name it: without namespace and type parameters, behind the classes it is nested in.</summary>
    /// <param name="testClass">The class.</param>
    /// <returns>The name.</returns>
    internal static string NameOf(Type testClass)
    {
        ArgumentNullException.ThrowIfNull(testClass);
        string name = testClass.Name.Split('`')[0];
        return testClass.DeclaringType is { } outer ? $"{NameOf(outer)}.{name}" : name;
    }

    // A path that was compiled in on another system may have the other separator, which Path does not know here.
    private static string Written(string sourceFile) => sourceFile[..(sourceFile.LastIndexOfAny(['/', '\\']) + 1)] is { Length: > 0 } folder ? folder : ".";

    private static string Clean(string name) =>
        string.Create(name.Length, name, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = Forbidden.Contains(text[i]) ? '-' : text[i];
            }
        });
}
