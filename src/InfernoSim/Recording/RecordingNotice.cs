using System.Globalization;

namespace InfernoSim.Recording;

/// <summary>What whoever records is told at the start, since most recorders do neither.</summary>
internal static class RecordingNotice
{
    /// <summary>What is kept, and what a replay does with it.</summary>
    /// <param name="rules">The rules of the recording.</param>
    /// <param name="lessBodies">How fewer bodies are kept, in the words of whoever asks.</param>
    /// <param name="withSecrets">How secrets are kept.</param>
    /// <param name="noWrites">How writes are left out of a replay.</param>
    public static string Of(RecorderOptions rules, string lessBodies, string withSecrets, string noWrites)
    {
        string bodies = rules.MaxBodyBytes == 0
            ? "bodies are not stored, only their size and hash"
            : $"bodies are stored, up to {Size(rules.MaxBodyBytes)} of each, with whatever personal data is in them ({lessBodies} keeps less)";
        string before = rules.Policy is { Rules.Count: var count } ? $", and what {(count == 1 ? "1 rule of privacy says" : $"{count} rules of privacy say")} holds before that" : $" ({withSecrets} keeps them)";
        string secrets = rules.KeepSecrets ? "secrets are STORED AS THEY ARE" : $"credentials and what looks like a secret are replaced by marks and tokens{before}";
        return $"{bodies}; {secrets}; a replay sends writes (POST, PUT, DELETE, ...) as well ({noWrites} leaves them out)";
    }

    private static string Size(long bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB")
        : bytes >= 1 << 10 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):0.#} KiB") : $"{bytes} B";
}
