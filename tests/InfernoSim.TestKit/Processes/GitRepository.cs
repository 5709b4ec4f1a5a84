using System.Diagnostics;

namespace InfernoSim.TestKit.Processes;

/// <summary>A fresh git repository.</summary>
/// <param name="path">Its folder, which exists.</param>
public sealed class GitRepository(string path)
{
    /// <summary>Makes one whose <c>.gitignore</c> has a rule, as that of <c>dotnet new gitignore</c> has <c>*.log</c>.</summary>
    /// <param name="path">Its folder, which exists.</param>
    /// <param name="rule">The rule.</param>
    public static async Task<GitRepository> CreateAsync(string path, string rule = "*.log")
    {
        var repository = new GitRepository(path);
        await repository.RunAsync("init", "--quiet");
        await File.WriteAllTextAsync(Path.Combine(path, ".gitignore"), $"# What is built, and what runs leave.\n[Bb]in/\n[Oo]bj/\n{rule}\n");
        return repository;
    }

    /// <summary>What <c>git add --all</c> takes, in ordinal order.</summary>
    public async Task<string[]> AddAllAsync()
    {
        await RunAsync("add", "--all");
        string files = await RunAsync("ls-files", "--cached");
        return [.. files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    /// <summary>Runs git and returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        // Nothing of the person's own settings.
        ProcessStartInfo start = ChildProcess.Of(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.test", .. arguments], ("GIT_CONFIG_GLOBAL", Path.Combine(path, ".none")), ("GIT_CONFIG_NOSYSTEM", "1"));
        start.WorkingDirectory = path;
        ProcessResult result = await ChildProcess.RunAsync(start);
        return result.ExitCode == 0 ? result.Out : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {result.Error}");
    }
}
