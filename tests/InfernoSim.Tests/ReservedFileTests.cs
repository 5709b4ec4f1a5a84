using InfernoSim.TestKit.Facts;

namespace InfernoSim.Tests;

[System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "Tests of permissions are skipped on Windows.")]
public sealed class ReservedFileTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const long Size = 10_000;

    private readonly TestFolder _folder = new();

    private string Room => _folder.File("a.json.room");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_into_the_room_takes_the_place_of_the_file_in_one_step_and_needs_no_other_one()
    {
        string path = _folder.Write("a.json", "first");
        using var reserved = ReservedFile.Take(Room, (int)Size, Own);
        using var room = new FileStream(Room, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long before = room.Length;

        reserved.Become(path, "second"u8);

        // Whoever had the room open has the file.
        Assert.Equal((Size, 6L), (before, room.Length));
        Assert.Equal("second", new StreamReader(room).ReadToEnd());
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Room_that_nothing_was_written_into_is_given_back()
    {
        ReservedFile.Take(Room, (int)Size, Own).Dispose();

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Room_that_another_one_left_is_taken_over()
    {
        _folder.Write("a.json.room", new string('x', 3 * (int)Size));

        using var reserved = ReservedFile.Take(Room, (int)Size, Own);

        Assert.Equal(Size, new FileInfo(Room).Length);
    }

    [UnixFact]
    public void The_file_has_the_permissions_of_the_room_and_a_link_to_it_stays_one()
    {
        string target = _folder.Write("shared.json", "first");
        File.CreateSymbolicLink(_folder.File("a.json"), target);

        using (var reserved = ReservedFile.Take(Room, (int)Size, Own))
        {
            reserved.Become(_folder.File("a.json"), "second"u8);
        }

        Assert.Equal(("second", Own), (File.ReadAllText(target), File.GetUnixFileMode(target)));
        Assert.Equal(target, new FileInfo(_folder.File("a.json")).LinkTarget);
    }

    [SmallDiskFact]
    public void What_fits_into_the_room_is_written_on_a_full_disk()
    {
        using var disk = SmallDisk.Mount(kibibytes: 64);
        using var reserved = ReservedFile.Take(disk.File("a.json.room"), (int)Size, Own);
        disk.Fill();

        reserved.Become(disk.File("a.json"), new byte[Size]);

        Assert.Equal(Size, new FileInfo(disk.File("a.json")).Length);
        Assert.Equal(["a.json"], disk.Entries());
    }

    [SmallDiskFact]
    public void Where_there_is_no_room_nothing_is_left_of_what_there_was()
    {
        using var disk = SmallDisk.Mount(kibibytes: 64);
        disk.Fill();

        Assert.Throws<IOException>(() => ReservedFile.Take(disk.File("a.json.room"), (int)Size, Own));

        Assert.Empty(disk.Entries());
    }
}
