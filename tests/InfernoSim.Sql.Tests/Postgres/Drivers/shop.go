// A shop with a PostgreSQL database: shop DRIVER PORT, DRIVER pgx or postgres (lib/pq), with the connection string in DATABASE_URL.
package main

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgconn"
	_ "github.com/jackc/pgx/v4/stdlib"
	"github.com/lib/pq"
)

var db *sql.DB

func main() {
	var err error
	if db, err = sql.Open(os.Args[1], os.Getenv("DATABASE_URL")+"?sslmode=disable"); err != nil {
		log.Fatal(err)
	}

	db.SetMaxOpenConns(8)
	http.HandleFunc("/", handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[2], nil))
}

func handle(response http.ResponseWriter, request *http.Request) {
	answer := get
	if request.Method == http.MethodPost {
		answer = add
	}

	status, body, err := answer(request)
	if err != nil {
		status, body = http.StatusInternalServerError, err.Error()
	}

	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(body)
}

func get(request *http.Request) (int, any, error) {
	ctx, path := request.Context(), request.URL.Path
	if strings.HasPrefix(path, "/orders/") {
		return find(ctx, strings.TrimPrefix(path, "/orders/"))
	}

	switch path {
	case "/health":
		return http.StatusOK, "ok", nil
	case "/orders":
		return all(ctx, `SELECT "Id", "Reference", "Quantity" FROM orders ORDER BY "Id"`)
	case "/kinds":
		return all(ctx, "SELECT * FROM kinds ORDER BY id")
	case "/cursor":
		return cursor(ctx)
	case "/error":
		_, _, err := all(ctx, "SELECT id / 0 FROM kinds")
		return http.StatusOK, fmt.Sprint(err), nil
	case "/many":
		_, rows, err := all(ctx, "SELECT i, 'row ' || i FROM generate_series(1, 10000) i")
		return http.StatusOK, length(rows), err
	case "/large":
		_, rows, err := all(ctx, "SELECT repeat('x', 2000000)")
		return http.StatusOK, length(rows), err
	default:
		return http.StatusNotFound, nil, nil
	}
}

func add(request *http.Request) (int, any, error) {
	query := request.URL.Query()
	quantity, err := strconv.Atoi(query.Get("quantity"))
	if err != nil {
		return http.StatusBadRequest, nil, err
	}

	transaction, err := db.BeginTx(request.Context(), nil)
	if err != nil {
		return 0, nil, err
	}

	defer func() { _ = transaction.Rollback() }()
	var id int
	err = transaction.QueryRow(`INSERT INTO orders ("Reference", "Quantity", "At") VALUES ($1, $2, $3) RETURNING "Id"`, query.Get("reference"), quantity, time.Now()).Scan(&id)
	if constraint := violated(err); constraint != "" {
		return http.StatusConflict, constraint, nil
	} else if err != nil {
		return 0, nil, err
	}

	return http.StatusCreated, id, transaction.Commit()
}

// The unique constraint that an error is about.
func violated(err error) string {
	var ofPgx *pgconn.PgError
	var ofPq *pq.Error
	switch {
	case errors.As(err, &ofPgx) && ofPgx.Code == "23505":
		return ofPgx.ConstraintName
	case errors.As(err, &ofPq) && ofPq.Code == "23505":
		return ofPq.Constraint
	default:
		return ""
	}
}

func find(ctx context.Context, reference string) (int, any, error) {
	var quantity int
	err := db.QueryRowContext(ctx, `SELECT "Quantity" FROM orders WHERE "Reference" = $1`, reference).Scan(&quantity)
	if errors.Is(err, sql.ErrNoRows) {
		return http.StatusNotFound, nil, nil
	}

	return http.StatusOK, quantity, err
}

// A prepared statement in a transaction that only reads, run three times.
func cursor(ctx context.Context) (int, any, error) {
	transaction, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, nil, err
	}

	defer func() { _ = transaction.Rollback() }()
	statement, err := transaction.Prepare("SELECT sum(i) FROM generate_series(1, $1) i")
	if err != nil {
		return 0, nil, err
	}

	defer statement.Close()
	var sums [3]int
	for i := range sums {
		if err := statement.QueryRow(10 * (i + 1)).Scan(&sums[i]); err != nil {
			return 0, nil, err
		}
	}

	return http.StatusOK, sums, transaction.Commit()
}

func all(ctx context.Context, text string) (int, any, error) {
	found, err := db.QueryContext(ctx, text)
	if err != nil {
		return 0, nil, err
	}

	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return 0, nil, err
	}

	var rows [][]string
	for found.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}

		if err := found.Scan(places...); err != nil {
			return 0, nil, err
		}

		row := make([]string, len(columns))
		for i, value := range values {
			row[i] = show(value)
		}

		rows = append(rows, row)
	}

	return http.StatusOK, rows, found.Err()
}

func show(value any) string {
	if bytes, is := value.([]byte); is {
		return hex.EncodeToString(bytes)
	}

	return fmt.Sprint(value)
}

func length(rows any) int {
	sum := 0
	for _, row := range rows.([][]string) {
		for _, value := range row {
			sum += len(value)
		}
	}

	return sum
}
