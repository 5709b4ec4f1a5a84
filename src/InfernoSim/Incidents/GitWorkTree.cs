using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Incidents;

/// <summary>Asks git whether an incident would be committed as a whole.</summary>
internal static partial class GitWorkTree
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Says which files of an incident git ignores in spite of <see cref="GitIgnoreFile"/>: those in an ignored folder, for example.</summary>
    /// <param name="folder">The incident folder.</param>
    /// <param name="cancellationToken">Gives up asking.</param>
    /// <returns>The notice; <see langword="null"/> when nothing is ignored, and where there is no work tree or no git to ask.</returns>
    public static async Task<string?> NoticeOfIgnoredAsync(string folder, CancellationToken cancellationToken)
    {
        if (!IsInWorkTree(folder) || await AskAsync(folder, cancellationToken) is not { } answer)
        {
            return null;
        }

        // A rule that begins with ! is the last one that matches, and takes the file back.
        Match[] rules = [.. Rule().Matches(answer).Where(rule => !rule.Groups["pattern"].Value.StartsWith('!'))];
        if (rules.Length == 0)
        {
            return null;
        }

        string files = string.Join(", ", rules.Select(rule => rule.Groups["file"].Value));
        return $"git ignores {files} of {folder} by the rule '{rules[0].Groups["pattern"].Value}' ({rules[0].Groups["source"].Value}, line {rules[0].Groups["line"].Value}): "
            + $"a clone would not have the incident. Add it with 'git add -f {(folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder)}', or change that rule.";
    }

    private static bool IsInWorkTree(string folder)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            // A file in a linked work tree and in a submodule.
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The rules by which files are ignored or taken back, one a line; <see langword="null"/> when git does not say.</summary>
    private static async Task<string?> AskAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["check-ignore", "-v", "--", .. IncidentFiles.In(folder)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using Process git = Process.Start(start)!;
            return await ReadAsync(git, stop.Token);
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<string?> ReadAsync(Process git, CancellationToken cancellationToken)
    {
        try
        {
            Task<string> problem = git.StandardError.ReadToEndAsync(cancellationToken);
            string answer = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            await problem;
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? answer : null;
        }
        catch (OperationCanceledException)
        {
            git.Kill();
            throw;
        }
    }

    [GeneratedRegex(@"^(?<source>.*?):(?<line>\d+):(?<pattern>.*)\t(?<file>.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
