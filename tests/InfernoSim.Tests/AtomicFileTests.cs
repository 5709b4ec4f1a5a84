using System.Text;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Tests;

[System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "Tests of permissions are skipped on Windows.")]
public sealed class AtomicFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_made_and_replaced_and_nothing_is_left_beside_it()
    {
        string path = _folder.File("a.json");

        AtomicFile.Write(path, "a long first one"u8);
        AtomicFile.Write(path, "second"u8);

        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Readers_and_writers_at_once_see_whole_files()
    {
        string path = _folder.File("a.json");
        byte[][] contents = [.. Enumerable.Range(0, 4).Select(writer => Encoding.ASCII.GetBytes(new string((char)('a' + writer), 100_000)))];
        AtomicFile.Write(path, contents[0]);

        Task writing = Task.WhenAll(contents.Select(content => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                AtomicFile.Write(path, content);
            }
        })));
        var seen = new List<byte[]>();
        do
        {
            seen.Add(await File.ReadAllBytesAsync(path));
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.All(seen, content => Assert.Contains(contents, whole => whole.AsSpan().SequenceEqual(content)));
    }

    [UnixFact]
    public void A_file_that_is_replaced_keeps_its_permissions_and_gets_others_when_told()
    {
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string path = _folder.Write("a.json", "first");
        File.SetUnixFileMode(path, Shared);

        AtomicFile.Write(path, "second"u8);
        UnixFileMode kept = File.GetUnixFileMode(path);
        AtomicFile.Write(path, "third"u8, Own);

        Assert.Equal(Shared, kept);
        Assert.Equal(Own, File.GetUnixFileMode(path));
    }

    [UnixFact]
    public void A_link_stays_one()
    {
        string target = _folder.Write("shared.yaml", "first");
        string link = _folder.File("replay.yaml");
        File.CreateSymbolicLink(link, target);

        AtomicFile.Write(link, "second"u8);

        Assert.Equal("second", File.ReadAllText(target));
        Assert.Equal(target, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing()
    {
        Directory.CreateDirectory(_folder.File("taken"));
        File.WriteAllText(Path.Combine(_folder.File("taken"), "inside"), "");

        Exception failure = Record.Exception(() => AtomicFile.Write(_folder.File("taken"), "x"u8));

        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_the_old_one_and_nothing_beside_it()
    {
        using var disk = SmallDisk.Mount(kibibytes: 64);
        AtomicFile.Write(disk.File("replay.yaml"), "first"u8);
        disk.Fill();

        Assert.Throws<IOException>(() => AtomicFile.Write(disk.File("replay.yaml"), "second"u8));

        Assert.Equal("first", File.ReadAllText(disk.File("replay.yaml")));
        Assert.Equal(["replay.yaml"], disk.Entries());
    }
}
