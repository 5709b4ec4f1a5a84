using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Privacy;

namespace InfernoSim.Scrubbing;

/// <summary>Writes an incident anew without its secrets. The incident itself is only read.</summary>
internal static class IncidentScrubber
{
    /// <summary>Scrubs an incident.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="destination">Where the scrubbed one is written; a folder that holds no recording.</param>
    /// <param name="key">The key of the tokens; <see langword="null"/> for one that ends with this scrubbing.</param>
    /// <param name="policy">What becomes of values at certain places; <see langword="null"/> where nobody has said.</param>
    /// <param name="cancellationToken">Ends it early; nothing is left of what was written by then.</param>
    /// <returns>What was taken out, by what it is.</returns>
    /// <exception cref="IncidentFormatException">The incident cannot be read, or the destination holds one.</exception>
    /// <exception cref="IOException">The scrubbed one cannot be written; nothing is left of it.</exception>
    /// <exception cref="ReplayConfigurationException">The key is too short.</exception>
    public static async Task<IReadOnlyDictionary<SecretKind, int>> ScrubAsync(string folder, string destination, string? key, IPlacePolicy? policy, CancellationToken cancellationToken)
    {
        byte[] secret = PrivacyKey.Of(key);
        LetGoExchanges? letGo = IncidentReader.Read(folder, cancellationToken).LetGo;
        var counts = new SortedDictionary<SecretKind, int>();
        var tokens = new SecretTokens(secret);
        var scrubber = new EventScrubber(tokens, new SecretMarks(secret), (kind, _) => counts[kind] = counts.GetValueOrDefault(kind) + 1, policy);
        IncidentMetadata? known = MetadataFile.Read(folder);
        IncidentMetadata metadata = known ?? new IncidentMetadata();
        await WholeIncident.WriteAsync(destination, async writer =>
        {
            foreach (string log in IncidentFiles.In(folder).Where(name => name != IncidentFiles.Metadata && File.Exists(Path.Combine(folder, name))))
            {
                foreach (IncidentEvent e in IncidentReader.ReadEvents(Path.Combine(folder, log), new IncidentReadReport()).Where(e => letGo?.Covers(e) != true))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await WriterOf(log, writer).AppendAsync(scrubber.Scrub(e), cancellationToken);
                }
            }

            CopyRest(folder, destination);
            var privacy = new IncidentPrivacy(policy?.Rules ?? [], PrivacyKey.CheckOf(key)) { HoldsTokens = tokens.AreUsed };
            await writer.CompleteAsync(metadata with { Privacy = IncidentPrivacy.Join(metadata.Privacy, known is null ? privacy.OfPart() : privacy) });
        });
        return counts;
    }

    private static IncidentLogWriter WriterOf(string log, IncidentWriter writer) => log switch
    {
        IncidentFiles.Inbound => writer.Inbound,
        IncidentFiles.Sql => writer.Sql,
        _ => writer.Outbound,
    };

    // replay.yaml, which is a person's own text: it names variables, and no secret is left in it either.
    private static void CopyRest(string folder, string destination)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            AtomicFile.Write(Path.Combine(destination, Path.GetFileName(file)), Encoding.UTF8.GetBytes(SecretDetector.Hide(File.ReadAllText(file))));
        }
    }
}
