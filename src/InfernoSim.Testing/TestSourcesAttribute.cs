using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace InfernoSim.Testing;

/// <summary>
/// Where the sources of a test assembly were when it was built, so that incidents and snapshots beside them are found when the
/// paths that the compiler wrote down are not on this machine. The package's build targets write it; nobody else needs to.
/// </summary>
/// <param name="projectFile">The project's full path.</param>
/// <param name="file">The full path of the source file with this attribute.</param>
/// <param name="fromOutput">The way from the output folder to the project's folder.</param>
/// <param name="fileAsCompiled">Filled in by the compiler, which may be told to write other paths than there are: <c>/_/...</c> in deterministic builds.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TestSourcesAttribute(string projectFile, string file, string fromOutput, [CallerFilePath] string fileAsCompiled = "") : Attribute
{
    /// <summary>The project's full path, on the machine that built it.</summary>
    public string ProjectFile => projectFile;

    /// <summary>The full path of the source file with this attribute, on the machine that built it.</summary>
    public string File => file;

    /// <summary>The way from the output folder to the project's folder.</summary>
    public string FromOutput => fromOutput;

    /// <summary>The path of the source file with this attribute, as the compiler wrote it down.</summary>
    public string FileAsCompiled => fileAsCompiled;
}
