using InfernoSim.Incidents;
using InfernoSim.Recording;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Recording;

public class PieceTimesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_response_that_came_at_once_has_no_pieces()
    {
        PieceTimes times = Begun(afterMilliseconds: 300);

        Add(times, 4, 100);
        Add(times, 5, 200);

        Assert.Empty(times.Seal());
    }

    [Fact]
    public void The_headers_come_first_and_then_each_piece_with_all_the_bytes_so_far()
    {
        PieceTimes times = Begun(afterMilliseconds: 300);

        Add(times, 50, 100);
        Add(times, 3, 150);
        Add(times, 400, 1000);

        Assert.Equal([Piece(300, 0), Piece(350, 150), Piece(753, 1000)], times.Seal());
    }

    [Fact]
    public void What_comes_with_the_headers_is_a_piece_of_its_own()
    {
        PieceTimes times = Begun(afterMilliseconds: 20);

        Add(times, 1, 10);
        Add(times, 1, 20);
        Add(times, 500, 30);

        Assert.Equal([Piece(20, 0), Piece(20, 20), Piece(522, 30)], times.Seal());
    }

    [Fact]
    public void The_headers_of_a_later_response_take_the_place_of_earlier_ones()
    {
        PieceTimes times = Begun(afterMilliseconds: 20);
        Add(times, 80, 10);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        times.Begin();
        Add(times, 40, 5);

        Assert.Equal([Piece(200, 0), Piece(240, 5)], times.Seal());
    }

    [Fact]
    public void An_endless_stream_keeps_few_pieces_that_reach_from_its_first_byte_to_its_last()
    {
        PieceTimes times = Begun(afterMilliseconds: 10);

        for (int i = 1; i <= 5000; i++)
        {
            Add(times, 15, i);
        }

        IReadOnlyList<ResponsePiece> pieces = times.Seal();
        Assert.InRange(pieces.Count, PieceTimes.MostPieces / 4, PieceTimes.MostPieces);
        Assert.Equal((0, 5000), (pieces[0].Bytes, pieces[^1].Bytes));
        Assert.InRange(pieces[^1].AfterNanoseconds, 70_000_000_000, 75_010_000_000);
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.True(pair.First.AfterNanoseconds <= pair.Second.AfterNanoseconds && pair.First.Bytes <= pair.Second.Bytes));
    }

    private PieceTimes Begun(double afterMilliseconds)
    {
        var times = new PieceTimes(_time, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMilliseconds(afterMilliseconds));
        times.Begin();
        return times;
    }

    private void Add(PieceTimes times, double milliseconds, long bytes)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        times.Add(bytes);
    }

    private static ResponsePiece Piece(long milliseconds, long bytes) => new(milliseconds * 1_000_000, bytes);
}
