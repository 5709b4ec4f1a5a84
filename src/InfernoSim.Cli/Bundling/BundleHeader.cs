using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Cli.CommandLine;
using Konscious.Security.Cryptography;

namespace InfernoSim.Cli.Bundling;

/// <summary>
/// The beginning of a bundle: what it is, and how its key is made of a passphrase. Not secret; every piece of the bundle is bound to it.
/// </summary>
/// <param name="Bytes">As it stands in the file.</param>
/// <param name="Cost">What making its key takes.</param>
internal sealed record BundleHeader(byte[] Bytes, KeyCost Cost)
{
    private const int SaltAt = 18;
    private const int SaltLength = 16;
    private const int Length = SaltAt + SaltLength;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "INFSIMB"u8;

#pragma warning disable RS0030 // Two bundles of one passphrase must not have one key.
    /// <summary>The header of a new bundle.</summary>
    /// <param name="cost">What making its key takes.</param>
    public static BundleHeader New(KeyCost cost)
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[7] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), cost.MemoryKiB);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), cost.Passes);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(16), (short)cost.Lanes);
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltAt));
        return new BundleHeader(bytes, cost);
    }
#pragma warning restore RS0030

    /// <summary>Reads the header of a bundle.</summary>
    /// <param name="file">The bundle, at its beginning.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="CliException">It is no bundle, or one that asks for too much.</exception>
    public static async Task<BundleHeader> ReadAsync(Stream file, string path)
    {
        byte[] bytes = new byte[Length];
        if (await file.ReadAtLeastAsync(bytes, Length, throwOnEndOfStream: false) < Length || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new CliException($"{path} is no bundle; infernosim bundle seal makes one of an incident");
        }

        if (bytes[7] != Version)
        {
            throw new CliException($"{path} is a bundle of version {bytes[7]}, and this infernosim opens version {Version}; use the one that sealed it, or a newer one");
        }

        var cost = new KeyCost(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(12)), BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(16)));
        return cost.IsBearable
            ? new BundleHeader(bytes, cost)
            : throw new CliException($"{path} asks for {cost.MemoryKiB} KiB, {cost.Passes} passes and {cost.Lanes} threads to make its key, which no bundle does; it was changed");
    }

    /// <summary>Makes the key.</summary>
    /// <param name="passphrase">The passphrase.</param>
    public async Task<byte[]> KeyOfAsync(string passphrase)
    {
        using var argon = new Argon2id(Encoding.UTF8.GetBytes(passphrase))
        {
            Salt = Bytes[SaltAt..],
            MemorySize = Cost.MemoryKiB,
            Iterations = Cost.Passes,
            DegreeOfParallelism = Cost.Lanes,
        };
        return await argon.GetBytesAsync(32);
    }
}
