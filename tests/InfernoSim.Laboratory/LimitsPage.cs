using InfernoSim.TestKit;
using InfernoSim.TestKit.Docs;

namespace InfernoSim.Laboratory;

/// <summary>The table in docs/limits.md.</summary>
internal static class LimitsPage
{
    public static void Write(string table)
    {
        string path = Repository.File("docs/limits.md");
        File.WriteAllText(path, MadePart.Put(File.ReadAllText(path), "laboratory", table));
    }
}
