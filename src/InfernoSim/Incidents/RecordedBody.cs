using System.Security.Cryptography;

namespace InfernoSim.Incidents;

/// <summary>
/// A captured body: how long it was, its hash, and as many of its bytes as were kept. The bytes are decoded from the
/// incident file only when asked for.
/// </summary>
public abstract class RecordedBody
{
    private Checked? _damage;

    /// <summary>No body.</summary>
    public static RecordedBody None { get; } = new InMemoryBody(ReadOnlyMemory<byte>.Empty, 0, null, truncated: false, redacted: false);

    /// <summary>A body of which nothing is known, not even whether there was one: the old form of an event did not keep it.</summary>
    public static RecordedBody NotRecorded { get; } = new UnrecordedBody();

    /// <summary>The length of the whole body on the wire, in bytes, also where not all of it was kept.</summary>
    public abstract long Size { get; }

    /// <summary>SHA-256 of the whole body in lower-case hex, or <see langword="null"/> when it was not recorded.</summary>
    public abstract string? Sha256 { get; }

    /// <summary>Whether only a prefix of the body was kept, because it was longer than the capture limit.</summary>
    public abstract bool IsTruncated { get; }

    /// <summary>Whether values in the body were replaced before it was written down.</summary>
    public abstract bool IsRedacted { get; }

    /// <summary>
    /// Whether the kept bytes are the whole body as it was on the wire. A body whose size is recorded but whose bytes
    /// were never kept (older fixtures) is not complete.
    /// </summary>
    public abstract bool IsComplete { get; }

    /// <summary>
    /// Why the kept bytes are not those that were recorded, by their length and hash; <see langword="null"/> when they are, or when
    /// nothing can be told. The bytes are read the first time only: several plans may be made of one incident.
    /// </summary>
    internal string? Damage => (_damage ??= new Checked(FindDamage())).Why;

    /// <summary>The kept bytes, decoded now. Callers that need them twice keep them.</summary>
    /// <returns>The bytes; a prefix of the body when <see cref="IsTruncated"/>.</returns>
    public abstract ReadOnlyMemory<byte> GetBytes();

    /// <summary>Makes a body of bytes in memory.</summary>
    /// <param name="kept">The bytes that were kept; not copied.</param>
    /// <param name="size">The length of the whole body, in bytes; the length of <paramref name="kept"/> when omitted.</param>
    /// <param name="sha256">SHA-256 of the whole body in lower-case hex, where known.</param>
    /// <param name="truncated">Whether <paramref name="kept"/> is only a prefix.</param>
    /// <param name="redacted">Whether values were replaced.</param>
    /// <returns>The body.</returns>
    public static RecordedBody FromBytes(ReadOnlyMemory<byte> kept, long? size = null, string? sha256 = null, bool truncated = false, bool redacted = false) =>
        new InMemoryBody(kept, size ?? kept.Length, sha256, truncated, redacted);

    /// <summary>A body that was seen whole; its hash is that of its bytes, and is taken when somebody asks for it.</summary>
    /// <param name="bytes">All its bytes; not copied.</param>
    internal static RecordedBody OfWhole(ReadOnlyMemory<byte> bytes) => new WholeBody(bytes);

    /// <summary>Whether it has a hash that has yet to be taken.</summary>
    internal virtual bool IsUnhashed => false;

    private string? FindDamage()
    {
        if (IsTruncated || IsRedacted || Sha256 is not { } recorded)
        {
            return null;
        }

        ReadOnlyMemory<byte> kept = GetBytes();
        if (kept.Length != Size)
        {
            // A body of which only length and hash were kept never had its bytes here.
            return kept.IsEmpty ? null : $"{kept.Length} of {Size} bytes are there";
        }

        string actual = Convert.ToHexStringLower(SHA256.HashData(kept.Span));
        return string.Equals(recorded, actual, StringComparison.OrdinalIgnoreCase) ? null : $"its SHA-256 is {actual}, recorded {recorded}";
    }

    private sealed record Checked(string? Why);

    private sealed class InMemoryBody(ReadOnlyMemory<byte> kept, long size, string? sha256, bool truncated, bool redacted) : RecordedBody
    {
        public override long Size => size;

        public override string? Sha256 => sha256;

        public override bool IsTruncated => truncated;

        public override bool IsRedacted => redacted;

        public override bool IsComplete => !truncated && !redacted && kept.Length == size;

        public override ReadOnlyMemory<byte> GetBytes() => kept;
    }

    private sealed class WholeBody(ReadOnlyMemory<byte> bytes) : RecordedBody
    {
        private string? _sha256;

        public override long Size => bytes.Length;

        public override string? Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

        public override bool IsTruncated => false;

        public override bool IsRedacted => false;

        public override bool IsComplete => true;

        internal override bool IsUnhashed => _sha256 is null;

        public override ReadOnlyMemory<byte> GetBytes() => bytes;
    }

    private sealed class UnrecordedBody : RecordedBody
    {
        public override long Size => 0;

        public override string? Sha256 => null;

        public override bool IsTruncated => false;

        public override bool IsRedacted => false;

        public override bool IsComplete => false;

        public override ReadOnlyMemory<byte> GetBytes() => ReadOnlyMemory<byte>.Empty;
    }
}
