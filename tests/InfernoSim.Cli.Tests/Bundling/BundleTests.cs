using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;
using InfernoSim.Cli.Bundling;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;

namespace InfernoSim.Cli.Tests.Bundling;

/// <summary>An incident as one encrypted file: what was sealed comes out, and nothing else ever does.</summary>
public sealed class BundleTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    // More than two pieces, of what cannot be compressed.
    private const int LargeFile = 200_000;

    private const int HeaderLength = 34;

    // What is tried is what becomes of a bundle, and not how long somebody would try passphrases.
    private static readonly KeyCost Cheap = new(128, 1, 1);

    private readonly TestFolder _folder = new();

    private string Incident => _folder.File("incident");

    private string Sealed => _folder.File("incident.bundle");

    private string Opened => _folder.File("opened");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_sealed_comes_out_byte_for_byte()
    {
        WriteIncident();

        string sealing = await RunAsync(0, "bundle", "seal", Incident, "--out", Sealed);
        string opening = await RunAsync(0, "bundle", "open", Sealed, "--out", Opened);
        await RunAsync(0, "verify", Opened);

        Assert.Contains("open it with: infernosim bundle open", sealing, StringComparison.Ordinal);
        Assert.Contains(Opened, opening, StringComparison.Ordinal);
        Assert.Equal(FilesIn(Incident), FilesIn(Opened));
        byte[] bundle = File.ReadAllBytes(Sealed);
        Assert.Equal((64 * 1024, 3, 4), (BinaryPrimitives.ReadInt32BigEndian(bundle.AsSpan(8)), BinaryPrimitives.ReadInt32BigEndian(bundle.AsSpan(12)), BinaryPrimitives.ReadInt16BigEndian(bundle.AsSpan(16))));
        Assert.DoesNotContain("/sealed-route", Encoding.Latin1.GetString(bundle), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Sealed));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Opened, "inbound.log")));
        }
    }

    [Fact]
    public async Task Two_bundles_of_one_incident_have_nothing_in_common()
    {
        WriteIncident();

        await RunAsync(0, "bundle", "seal", Incident, "--out", Sealed);
        await RunAsync(0, "bundle", "seal", Incident, "--out", _folder.File("again"));

        byte[] first = File.ReadAllBytes(Sealed);
        byte[] second = File.ReadAllBytes(_folder.File("again"));
        Assert.NotEqual(first[18..HeaderLength], second[18..HeaderLength]);
        Assert.NotEqual(first[HeaderLength..(HeaderLength + 64)], second[HeaderLength..(HeaderLength + 64)]);
    }

    [Fact]
    public async Task Another_passphrase_does_not_open_it()
    {
        await SealAsync();

        string refused = await RunWithAsync("another passphrase", 2, "bundle", "open", Sealed, "--out", Opened);

        AssertRefused(refused, "the passphrase is another one, or the file was changed");
    }

    [Theory]
    [InlineData(null, "INFERNOSIM_BUNDLE_PASSPHRASE is not set")]
    [InlineData("too short", "has 9 characters; give it 12 or more")]
    public async Task Without_a_passphrase_nothing_is_sealed(string? passphrase, string why)
    {
        WriteIncident();

        string refused = await RunWithAsync(passphrase, 2, "bundle", "seal", Incident, "--out", Sealed);

        AssertRefused(refused, why);
        Assert.False(File.Exists(Sealed));
    }

    public static TheoryData<string> Changes => ["salt", "first piece", "last piece", "tag", "cut", "cut at a piece", "cut to the header", "added", "swapped", "left out"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_bundle_that_was_changed_does_not_open(string change)
    {
        await SealAsync();
        File.WriteAllBytes(Sealed, Change(File.ReadAllBytes(Sealed), change));

        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), "the file was changed or cut short");
    }

    [Theory]
    [InlineData(8, "asks for 1073741952 KiB")]
    [InlineData(7, "is a bundle of version 65")]
    [InlineData(0, "is no bundle")]
    public async Task A_header_that_no_bundle_has_is_refused_before_a_key_is_made(int at, string why)
    {
        await SealAsync();
        byte[] bytes = File.ReadAllBytes(Sealed);
        bytes[at] ^= 0x40;
        File.WriteAllBytes(Sealed, bytes);

        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), why);
    }

    [Theory]
    [InlineData("../evil.log")]
    [InlineData("a/../../evil.log")]
    [InlineData("/tmp/evil.log")]
    [InlineData("a\\..\\evil.log")]
    [InlineData("C:evil.log")]
    [InlineData("a//evil.log")]
    [InlineData("./inbound.log")]
    public async Task A_file_outside_of_its_folder_is_refused(string name)
    {
        await SealAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });

        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), "outside of its folder");
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path, "*evil*", SearchOption.AllDirectories), _ => true);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.Directory)]
    public async Task What_is_no_file_is_refused(TarEntryType type)
    {
        var entry = new PaxTarEntry(type, "inbound.log");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/etc/passwd";
        }

        await SealAsync(entry);

        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), "which is no file");
    }

    [Fact]
    public async Task More_than_it_may_hold_is_refused()
    {
        // A million zeros are a thousand bytes in the bundle.
        await SealAsync(new PaxTarEntry(TarEntryType.RegularFile, "inbound.log") { DataStream = new MemoryStream(new byte[1_000_001]) });

        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened, "--max-size", "1000000"), "holds more than 1000000 bytes");
        await RunAsync(0, "bundle", "open", Sealed, "--out", Opened, "--max-size", "1000001");
    }

    [Fact]
    public async Task A_file_that_comes_twice_and_a_bundle_of_no_incident_are_refused()
    {
        await SealAsync(new PaxTarEntry(TarEntryType.RegularFile, "inbound.log"), new PaxTarEntry(TarEntryType.RegularFile, "inbound.log"));
        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), "exist");

        File.Delete(Sealed);
        await SealAsync(new PaxTarEntry(TarEntryType.RegularFile, "other.log"));
        AssertRefused(await RunAsync(2, "bundle", "open", Sealed, "--out", Opened), "holds no incident");
    }

    [Fact]
    public async Task What_is_there_is_never_overwritten()
    {
        await SealAsync();
        byte[] before = File.ReadAllBytes(Sealed);
        Directory.CreateDirectory(Opened);
        string mine = Path.Combine(Opened, "mine.txt");
        File.WriteAllText(mine, "mine");

        string sealing = await RunAsync(2, "bundle", "seal", Incident, "--out", Sealed);
        string opening = await RunAsync(2, "bundle", "open", Sealed, "--out", Opened);
        File.Delete(mine);
        await RunAsync(0, "bundle", "open", Sealed, "--out", Opened);

        Assert.Contains("is there already", sealing, StringComparison.Ordinal);
        Assert.Contains("is there already and not empty", opening, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Sealed));
        Assert.Equal(FilesIn(Incident), FilesIn(Opened));
    }

    [Fact]
    public async Task A_link_and_what_is_no_incident_are_not_sealed()
    {
        WriteIncident();
        Directory.CreateDirectory(_folder.File("empty"));
        File.CreateSymbolicLink(Path.Combine(Incident, "notes.txt"), "/etc/hostname");

        Assert.Contains("is a link", await RunAsync(2, "bundle", "seal", Incident, "--out", Sealed), StringComparison.Ordinal);
        Assert.Contains("is no incident", await RunAsync(2, "bundle", "seal", _folder.File("empty"), "--out", Sealed), StringComparison.Ordinal);
        Assert.False(File.Exists(Sealed));
    }

    [Fact]
    public async Task A_copy_that_a_recorder_left_when_it_was_killed_is_not_sealed()
    {
        WriteIncident();
        File.WriteAllText(Path.Combine(Incident, "notes", "report.draft"), "a person's own");
        SortedDictionary<string, string> sealable = FilesIn(Incident);
        File.WriteAllText(Path.Combine(Incident, "inbound.log.draft"), "{\"type\":\"Inb");
        File.WriteAllText(Path.Combine(Incident, "incident.json.room"), "   ");

        string sealing = await RunAsync(0, "bundle", "seal", Incident, "--out", Sealed);
        await RunAsync(0, "bundle", "open", Sealed, "--out", Opened);

        Assert.Contains("left out inbound.log.draft", sealing, StringComparison.Ordinal);
        Assert.Equal(sealable, FilesIn(Opened));
    }

    private static byte[] Change(byte[] bytes, string change)
    {
        int piece = SealedPiece.Size + SealedPiece.TagSize;
        switch (change)
        {
            case "salt": bytes[20] ^= 1; return bytes;
            case "first piece": bytes[HeaderLength + 100] ^= 1; return bytes;
            case "last piece": bytes[^40] ^= 1; return bytes;
            case "tag": bytes[^1] ^= 1; return bytes;
            case "cut": return bytes[..^100];
            case "cut at a piece": return bytes[..(HeaderLength + (2 * piece))];
            case "cut to the header": return bytes[..HeaderLength];
            case "added": return [.. bytes, 0];
            case "swapped": return [.. bytes[..HeaderLength], .. bytes[(HeaderLength + piece)..(HeaderLength + (2 * piece))], .. bytes[HeaderLength..(HeaderLength + piece)], .. bytes[(HeaderLength + (2 * piece))..]];
            default: return [.. bytes[..HeaderLength], .. bytes[(HeaderLength + piece)..]];
        }
    }

    private void WriteIncident()
    {
        TestIncident.Write(_folder, ("GET", "/sealed-route", 200, "{}"));
        byte[] large = new byte[LargeFile];
        new Random(1).NextBytes(large);
        Directory.CreateDirectory(Path.Combine(Incident, "notes"));
        File.WriteAllBytes(Path.Combine(Incident, "notes", "screen.png"), large);
    }

    private async Task SealAsync()
    {
        WriteIncident();
        await Bundle.SealAsync(Incident, Sealed, Passphrase, Cheap, CancellationToken.None);
    }

    private Task SealAsync(params TarEntry[] entries) => Bundle.SealAsync(
        Sealed,
        Passphrase,
        Cheap,
        async (archive, stop) =>
        {
            foreach (TarEntry entry in entries)
            {
                await archive.WriteEntryAsync(entry, stop);
            }
        },
        CancellationToken.None);

    private static SortedDictionary<string, string> FilesIn(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(File.ReadAllBytes(file))),
        StringComparer.Ordinal);

    private void AssertRefused(string printed, string why)
    {
        Assert.Contains(why, printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Opened));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path), entry => Path.GetFileName(entry).StartsWith(".opening", StringComparison.Ordinal) || entry.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static Task<string> RunAsync(int code, params string[] args) => RunWithAsync(Passphrase, code, args);

    private static async Task<string> RunWithAsync(string? passphrase, int code, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int ended = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, name => name == BundleRunner.Variable ? passphrase : null));
        Assert.True(code == ended, $"{string.Join(' ', args)} ended with {ended}: {output}{error}");
        return output.ToString() + error;
    }
}
