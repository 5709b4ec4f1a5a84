using System.Text;
using InfernoSim.Healing;
using InfernoSim.Noise;
using InfernoSim.Verdicts;

namespace InfernoSim.Jobs;

/// <summary>What a <see cref="HealJob"/> learnt.</summary>
public sealed class HealJobResult
{
    internal HealJobResult(HealResult learnt, RuleInsertion? insertion, ReplaySummary summary, string path)
    {
        Learnt = learnt;
        Insertion = insertion;
        Summary = summary;
        Path = path;
    }

    /// <summary>The rules that are proposed, in the order of the incident.</summary>
    public IReadOnlyList<NoiseRule> Rules => [.. Learnt.Proposals.Select(proposal => proposal.Rule)];

    /// <summary>How many differences may mean something, so that no rule is proposed for them.</summary>
    public int Refused => Learnt.Refusals.Count;

    /// <summary>The verdict on a replay with the rules.</summary>
    public ReplaySummary Summary { get; }

    /// <summary>The file that the rules belong into.</summary>
    public string Path { get; }

    /// <summary>The change to the file as a unified diff; <see langword="null"/> when there is nothing to propose.</summary>
    public string? Diff => Insertion?.Diff;

    internal HealResult Learnt { get; }

    internal RuleInsertion? Insertion { get; }

    /// <summary>Writes the rules into the file, where there are any. A reader sees the old file or the new one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Write()
    {
        if (Insertion is not null)
        {
            AtomicFile.Write(Path, Encoding.UTF8.GetBytes(Insertion.Text));
        }
    }
}
