package com.example.knots;

import com.google.gson.Gson;

/** Tells speeds given in knots in other units, as JSON. */
public final class Knots {
    record Speed(double knots, double kmh) {}

    private Knots() {}

    public static void main(String[] args) {
        var gson = new Gson();
        for (var arg : args) {
            double knots = Double.parseDouble(arg);
            System.out.println(gson.toJson(new Speed(knots, Math.round(knots * 18.52) / 10.0)));
        }
    }
}
