using System.Text;

namespace InfernoSim.TestKit;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("infernosim-test-").FullName;

    /// <summary>The path of a file or folder inside, which need not exist.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file as given, line ends and all.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllBytes(File(name), Encoding.UTF8.GetBytes(text));
        return File(name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
